import type { AgentId, CallId } from '@callweave/cti-core';
import type { Call } from '../calls/call.js';
import { liveCall, saveCall } from '../calls/call.store.js';
import { dataIfFits } from '../calls/call-data.js';
import type { CallWants } from '../calls/call-wants.js';
import { endCall } from '../calls/end-call.js';
import { chooseRoute, type LookupState, type RouteTarget } from '../grouping/index.js';
import type { Step } from '../kernel/world.js';
import type { LookupOutcome } from '../lookups/lookups.port.js';
import type { FlowRun } from './flow-run.js';

/** How long a caller waits for his preferred agent alone, when the rule does not say. */
const PREFERRED_WAIT_MS = 30_000;

/** The caller has come to a route: the rules decide at once, or when the CRM has answered or may not any longer. */
export function enterRoute(step: Step, call: Call, run: FlowRun, name: string) {
  const lookup = step.world.routes.get(name)?.lookup;
  if (!lookup || call.customerLegId === null) return decide(step, call, name, 'none');
  const { callId } = call;
  const key = step.newId();
  step.world.flowRuns.set(callId, { ...run, lookupKey: key });
  step.world.lookups.set(key, callId);
  step.order({ do: 'switch.play-music', legId: call.customerLegId });
  const { caller, called, trunk, data } = call;
  const facts = { caller, called, trunk, keys: run.keys, data };
  step.order({ do: 'lookup.start', key, callId, source: lookup.source, facts });
  step.setTimer({ guard: 'lookup', callId, key }, lookup.timeoutMs);
}

/** The CRM has answered, or cannot. */
export function lookupEnded(step: Step, key: string, outcome: LookupOutcome) {
  const callId = step.world.lookups.get(key);
  // While the switch is away calls stand still; the node is entered anew when it is back.
  if (callId === undefined || !step.world.switchUp) return;
  const call = forgetLookup(step, key, callId);
  if (!call) return;
  switch (outcome.is) {
    case 'found': {
      const data = dataIfFits(call.data, outcome.data);
      if (data === null) return decideAfter(step, call, 'failed');
      // The network's name is the line's, the CRM's is the caller's.
      const callerName = outcome.data.callerName || call.callerName;
      return decideAfter(step, saveCall(step, { ...call, data, callerName }), 'found');
    }
    case 'not-found':
      return decideAfter(step, call, 'not-found');
    case 'failed':
      return decideAfter(step, call, outcome.reason === 'timed-out' ? 'timed-out' : 'failed');
  }
}

/** A slow CRM never blocks a call: the rules decide by what is known without it. */
export function lookupTimedOut(step: Step, key: string) {
  const callId = step.world.lookups.get(key);
  if (callId === undefined) return;
  step.order({ do: 'lookup.cancel', key });
  const call = forgetLookup(step, key, callId);
  if (call) decideAfter(step, call, 'timed-out');
}

/** The caller is elsewhere, or gone: what is still asked about him is of no use. */
export function dropLookup(step: Step, { lookupKey }: FlowRun): void {
  const callId = lookupKey === null ? undefined : step.world.lookups.get(lookupKey);
  if (lookupKey === null || callId === undefined) return;
  step.order({ do: 'lookup.cancel', key: lookupKey });
  forgetLookup(step, lookupKey, callId);
}

/** The call that waited for it, while it lives. */
function forgetLookup(step: Step, key: string, callId: CallId): Call | null {
  step.world.lookups.delete(key);
  step.clearTimer({ guard: 'lookup', callId, key });
  return liveCall(step, callId);
}

function decideAfter(step: Step, call: Call, lookup: LookupState): void {
  const run = step.world.flowRuns.get(call.callId);
  const node = run && step.world.settings.flows[run.flow]?.nodes[run.node];
  if (node?.type === 'route') decide(step, call, node.route, lookup);
}

function decide(step: Step, call: Call, name: string, lookup: LookupState) {
  const route = step.world.routes.get(name);
  const { callId, called, caller, trunk } = call;
  // A flow may name a route that the settings no longer have.
  if (!route) return endCall(step, callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
  const keys = step.world.flowRuns.get(callId)?.keys ?? '';
  const facts = { at: step.calendarAt, called, caller, trunk, keys, data: call.data, lookup };
  const { rule, target, why } = chooseRoute(route, facts);
  const data = dataIfFits(call.data, target.data ?? {}) ?? call.data;
  saveCall(step, { ...call, data });
  step.world.flowRuns.delete(callId);
  const { queueId } = target;
  step.emit({
    event: 'call.grouped',
    data: { callId, decision: { route: name, rule, queueId, ...why } },
  });
  step.signal({
    signal: 'call.to-queue',
    callId,
    queueId,
    with: {
      priority: target.priority ?? 0,
      requires: target.requires ?? {},
      preferred: preferredOf(step, target, data),
      decidedBy: `${name}/${rule}`,
    },
  });
}

/** The agent to wait for; one that data names and nobody knows is nobody. */
function preferredOf(
  step: Step,
  { preferredAgentId, preferredWaitMs }: RouteTarget,
  data: Call['data'],
): CallWants['preferred'] {
  if (preferredAgentId === undefined) return null;
  const agentId =
    typeof preferredAgentId === 'string'
      ? preferredAgentId
      : (data[preferredAgentId.fromData] as AgentId | undefined);
  if (agentId === undefined || !step.world.agents.has(agentId)) return null;
  return { agentId, waitMs: preferredWaitMs ?? PREFERRED_WAIT_MS };
}
