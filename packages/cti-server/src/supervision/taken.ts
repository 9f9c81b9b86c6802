import type { LegId } from '@callweave/cti-core';
import { agentVanished, partyParted } from '../calls/agent-return.js';
import { type AgentLine, type Call, type Conferee, legOf } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import { type ConferenceCall, conferenceOf } from '../calls/conference.js';
import { partyGone } from '../calls/conference-facts.js';
import { talkingWith } from '../calls/line.js';
import type { Step } from '../kernel/world.js';
import type { Supervision } from './supervision.js';

/** The caller whom an agent serves; who is asked about him meanwhile is let go when he is taken. */
export interface TakenCaller {
  readonly is: 'caller';
  readonly call: Call;
  readonly line: AgentLine;
  readonly customerLegId: LegId;
  readonly consultation: Call | null;
}

/** The agent's place in a conference, which goes on with all others. */
export interface TakenPlace {
  readonly is: 'place';
  readonly call: ConferenceCall;
  readonly party: Conferee;
}

/** What a take-over takes: null when there is neither a caller nor a place. */
export function takenBy(step: Step, { callId, agentId }: Supervision): TakenCaller | TakenPlace | null {
  const present = liveCall(step, callId);
  const conference = conferenceOf(present);
  if (conference) {
    const party = conference.stage.parties.find((one) => one.agentId === agentId);
    return party ? { is: 'place', call: conference, party } : null;
  }
  // He may attend whom he asks: the caller whom he asks about waits beside.
  const asked = present?.consult?.is === 'about' ? liveCall(step, present.consult.callId) : null;
  const call = asked && talkingWith(asked, agentId) ? asked : present;
  if (call?.stage.phase !== 'talking' || call.customerLegId === null) return null;
  const { line } = call.stage;
  // Between two agents there is no caller.
  if (line.agentId !== agentId || legOf(call, call.customerLegId)?.party === 'agent') return null;
  if (call.consult?.is !== 'by')
    return { is: 'caller', call, line, customerLegId: call.customerLegId, consultation: null };
  // The agent has handed him over already, as far as it is up to him.
  if (call.consult.completing) return null;
  const consultation = liveCall(step, call.consult.callId);
  return { is: 'caller', call, line, customerLegId: call.customerLegId, consultation };
}

/** What a take-over put off comes now that there is none. */
export function goOnAlone(step: Step, supervision: Supervision) {
  if (supervision.stage.is !== 'taking-over') return;
  const taken = takenBy(step, supervision);
  if (!taken) return;
  if (taken.is === 'place') {
    const { call, party } = taken;
    const how = { by: 'agent', cause: 'NORMAL_CLEARING', vanished: false } as const;
    if (legOf(call, party.legId)?.state === 'ended' && party.at !== 'lost')
      partyGone(step, call, party.legId, how);
    return;
  }
  const { call, line, customerLegId } = taken;
  const leg = line.at.is === 'here' ? legOf(call, line.at.legId) : undefined;
  if (line.at.is === 'lost' || leg?.state === 'ended') return agentVanished(step, call, line);
  if (line.apart) return step.order({ do: 'switch.play-music', legId: customerLegId });
  if (line.parted) partyParted(step, call, line);
}
