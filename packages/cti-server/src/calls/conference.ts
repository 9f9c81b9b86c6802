import { type AgentId, type CallId, CallweaveError, type EndedBy, type LegId } from '@callweave/cti-core';
import { withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { type Call, type Conferee, changeLeg, type Leg, legOf, lineAt, type Stage, withLeg } from './call.js';
import { announceCall, callOf, markCustomer, saveCall, snapshotOf } from './call.store.js';
import { takeOver } from './complete-transfer.js';
import { areFree, pairOf } from './consult-pair.js';
import { endCall } from './end-call.js';
import { orderJoin } from './join.js';
import { hangUpLegs } from './legs.js';
import { legAt, lend, lineOf, type TalkingCall } from './line.js';

/*
 * Three-way and conference of many (三方, 多方会议, AGT-3). All hear one another in a room of the switch, named after the call:
 *
 *   talking, and somebody consulted ─conference─┐
 *   talking ──────────invite────────────────────┴▶ conference: each enters ──▶ in ⇄ lost (a page is loaded anew)
 *                                                      │ ▲ invited ones ring, and enter
 *                                                      ├─ two are left, and nobody is awaited ──▶ talking, forwarded: joined plainly
 *                                                      └─ fewer than two ──▶ ended
 *
 * Who is left of the room's last two can hold, transfer and consult again, as in any call.
 */

export type Conference = Extract<Stage, { phase: 'conference' }>;
export type ConferenceCall = Call & { readonly stage: Conference };

/** A leg that was told to enter is in by then, or something is wrong. */
const ENTER_MS = 5_000;

/** The call, when it is a conference. */
export function conferenceOf(call: Call | null | undefined): ConferenceCall | null {
  return call?.stage.phase === 'conference' ? (call as ConferenceCall) : null;
}

export function partyOn({ stage }: Call, legId: LegId): Conferee | undefined {
  return stage.phase === 'conference' ? stage.parties.find((party) => party.legId === legId) : undefined;
}

export function withParty(call: ConferenceCall, legId: LegId, change: Partial<Conferee>): ConferenceCall {
  const parties = call.stage.parties.map((party) =>
    party.legId === legId ? { ...party, ...change } : party,
  );
  return { ...call, stage: { ...call.stage, parties } };
}

export function withoutParty(call: ConferenceCall, legId: LegId): ConferenceCall {
  const { moderator } = call.stage;
  const gone = partyOn(call, legId);
  const parties = call.stage.parties.filter((party) => party.legId !== legId);
  const left = gone?.agentId != null && gone.agentId === moderator;
  return { ...call, stage: { ...call.stage, parties, moderator: left ? null : moderator } };
}

/** Keeps it; nobody is waited for any more when none of them is lost. */
export function saveConference(step: Step, call: ConferenceCall): ConferenceCall {
  saveCall(step, call);
  if (!call.stage.parties.some(({ at }) => at === 'lost'))
    step.clearTimer({ guard: 'return', callId: call.callId });
  return call;
}

/**
 * Caller, agent and whom he consults hear one another; the consultation ends, and who was asked belongs to the caller's call.
 * @throws {CallweaveError} `call.not-allowed-now`
 */
export function confer(step: Step, call: Call, agentId: AgentId): void {
  const pair = pairOf(step, call);
  const own = lineOf(step, agentOf(step, agentId));
  const target = pair && legOf(pair.consultation, pair.consultation.customerLegId);
  const completing = pair?.caller.consult?.is === 'by' && pair.caller.consult.completing;
  if (!pair || !own || !target || pair.caller.customerLegId === null || completing || !areFree(pair)) {
    throw new CallweaveError('call.not-allowed-now', 'One of the three is not there', {
      details: { callId: call.callId },
    });
  }
  const { consultation } = pair;
  const { callId } = pair.caller;
  const attended = step.world.legs.get(own.legId);
  if (attended !== callId && attended !== consultation.callId) {
    throw new CallweaveError('call.not-allowed-now', 'He attends another call: end or leave that one first', {
      details: { callId, attends: attended },
    });
  }
  saveCall(step, changeLeg(consultation, target.legId, { state: 'ended' }));
  step.world.legs.set(target.legId, callId);
  if (target.agentId !== null) takeOver(step, target.agentId, consultation.callId, callId);
  const answeredAt = target.answeredAt ?? step.at;
  const caller = withLeg(pair.caller, { ...target, state: 'connected', answeredAt });
  const opened = open(step, { ...caller, stage: pair.caller.stage }, agentId, [own.legId, target.legId]);
  lend(step, own.legId, agentOf(step, agentId), opened, 'talking');
  endCall(step, consultation.callId, { by: 'agent', cause: 'CONFERENCE' });
  enter(step, callId);
}

/** The two of a call that talks become the first two of a conference. */
export function openConference(step: Step, call: TalkingCall, moderator: AgentId): ConferenceCall {
  const own = legAt(call, 'line');
  const opened = open(step, call, moderator, own === null ? [] : [own]);
  enter(step, opened.callId);
  return callOf(step, opened.callId) as ConferenceCall;
}

function open(step: Step, call: TalkingCall, moderator: AgentId, legIds: readonly LegId[]): ConferenceCall {
  const { callId, customerLegId, talkingSince } = call;
  for (const guard of ['parted', 'return'] as const) step.clearTimer({ guard, callId });
  const all = [...new Set([customerLegId ?? [], ...legIds].flat())];
  let next: Call = call;
  for (const legId of all) {
    step.clearTimer({ guard: 'join', callId, legId });
    next = changeLeg(next, legId, { state: 'connected' });
  }
  const parties = all.map((legId): Conferee => {
    const agentId = legOf(next, legId)?.agentId ?? null;
    const talksSince = agentId === moderator ? talkingSince : step.at;
    return { legId, agentId, at: 'entering', muted: false, talksSince };
  });
  const stage: Conference = { phase: 'conference', moderator, locked: false, parties, invited: [] };
  const opened = saveConference(step, { ...next, stage, consult: null, heldSince: null });
  for (const { agentId } of parties) if (agentId !== null) talksIn(step, callId, agentId);
  return opened;
}

/** Whoever held, or was only asked in, takes part. */
function talksIn(step: Step, callId: CallId, agentId: AgentId): void {
  const agent = step.world.agents.get(agentId);
  const { work } = agent?.seat ?? {};
  if (agent && work && work.is !== 'idle' && work.callId === callId && work.is !== 'talking')
    saveAgent(step, withWork(agent, { is: 'talking', callId }));
}

/** All who are to enter do. */
function enter(step: Step, callId: Call['callId']): void {
  const call = callOf(step, callId);
  if (call.stage.phase !== 'conference') return;
  for (const { legId, at } of call.stage.parties) if (at === 'entering') orderIn(step, call, legId);
  announceCall(step, 'call.changed', call);
  markCustomer(step, call);
}

/** Tells the switch to let a leg in, and watches that it does. */
export function orderIn(step: Step, { callId }: Call, legId: LegId): void {
  step.order({ do: 'switch.confer', legId, room: callId });
  step.setTimer({ guard: 'join', callId, legId }, ENTER_MS);
}

/** He is in, and hears all, and all hear him. */
export function entered(step: Step, before: Call, legId: LegId): void {
  const call = conferenceOf(before);
  const party = call && partyOn(call, legId);
  if (!call || !party) return;
  step.clearTimer({ guard: 'join', callId: call.callId, legId });
  if (party.at === 'in') return;
  const talksSince = party.talksSince ?? step.at;
  const next = saveConference(step, withParty(call, legId, { at: 'in', talksSince }));
  if (party.agentId !== null) talksIn(step, call.callId, party.agentId);
  step.emit({ event: 'call.joined', data: { call: snapshotOf(step, next), legId } });
  if (party.muted) step.order({ do: 'switch.mute', legId, muted: true });
}

/** Somebody has left, or did not come: with two who are left and nobody to wait for it is a plain call again. */
export function settle(
  step: Step,
  call: ConferenceCall,
  how: { readonly by: EndedBy; readonly cause: string },
) {
  const { parties, invited } = call.stage;
  const there = parties.filter(({ at }) => at === 'in' || at === 'entering');
  const lost = parties.filter(({ at }) => at === 'lost');
  const awaited = invited.length + parties.filter(({ at }) => at === 'ringing').length;
  if (there.length + lost.length < 2) return endCall(step, call.callId, how);
  if (there.length === 0) return endCall(step, call.callId, how);
  const [one, other] = there;
  if (there.length + lost.length === 2 && awaited === 0 && one) {
    if (other) return joinPlainly(step, call, one, other);
    // Who is alone in a room hears nothing: he waits for the one who is lost as in any call.
    const gone = lost[0];
    if (gone?.agentId != null) return waitForLost(step, call, one, gone.agentId);
  }
  announceCall(step, 'call.changed', call);
}

/** Two of them go on as any two do. */
export function joinPlainly(step: Step, call: ConferenceCall, one: Conferee, other: Conferee) {
  const agent = [one, other].find(({ agentId }) => agentId !== null && agentId === call.stage.moderator);
  const line = agent ?? [one, other].find(({ agentId }) => agentId !== null);
  const peer = line === one ? other : one;
  for (const { legId } of [one, other]) step.clearTimer({ guard: 'join', callId: call.callId, legId });
  if (line?.agentId == null) return joinOutside(step, call, one, other);
  // Whoever held at his phone before the room took him holds nobody when they are joined.
  const together = [one, other].reduce<Call>(
    (now, { legId }) =>
      legOf(now, legId)?.state === 'held' ? changeLeg(now, legId, { state: 'connected' }) : now,
    call,
  );
  const next = saveCall(step, {
    ...together,
    agentId: line.agentId,
    customerLegId: peer.legId,
    talkingSince: line.talksSince ?? step.at,
    stage: { phase: 'talking', line: lineAt(line.agentId, line.legId), peerApart: false },
  });
  orderJoin(step, next, peer.legId, line.legId);
  announceCall(step, 'call.changed', next);
  markCustomer(step, next);
}

/** No agent is left: a customer goes on with whoever was brought in. */
function joinOutside(step: Step, call: ConferenceCall, one: Conferee, other: Conferee): void {
  const isCustomer = ({ legId }: Conferee) => legOf(call, legId)?.party === 'customer';
  const [customer, external] = isCustomer(other) && !isCustomer(one) ? [other, one] : [one, other];
  const next = saveCall(step, {
    ...call,
    customerLegId: customer.legId,
    talkingSince: null,
    stage: { phase: 'forwarded', legId: external.legId, joined: true, transfer: null },
  });
  orderJoin(step, next, customer.legId, external.legId);
  announceCall(step, 'call.changed', next);
  markCustomer(step, next);
}

function waitForLost(step: Step, call: ConferenceCall, there: Conferee, agentId: AgentId): void {
  const leg = legOf(call, there.legId) as Leg;
  step.order({ do: 'switch.part', legId: leg.legId });
  step.order({ do: 'switch.play-music', legId: leg.legId });
  const next = saveCall(step, {
    ...call,
    agentId,
    customerLegId: leg.legId,
    talkingSince: there.talksSince ?? call.talkingSince,
    stage: {
      phase: 'talking',
      line: {
        agentId,
        at: { is: 'lost', since: step.at },
        returningLegId: null,
        parted: true,
        apart: false,
      },
      peerApart: false,
    },
  });
  announceCall(step, 'call.changed', next);
}

/** Hangs up one of them, on whose leg no other call of his waits. */
export function hangUpParty(step: Step, call: ConferenceCall, legId: LegId): ConferenceCall {
  const leg = legOf(call, legId);
  if (!leg) return call;
  const hungUp = hangUpLegs(step, call, [leg], 'NORMAL_CLEARING');
  // His line goes on in another call of his, and must not hear this one any more.
  if (step.world.legs.has(legId)) step.order({ do: 'switch.part', legId });
  return hungUp as ConferenceCall;
}
