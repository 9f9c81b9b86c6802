import type { CallId } from '@callweave/cti-core';
import { callWith } from '../calls/call.change.js';
import type { Call } from '../calls/call.js';
import { liveCall, markCustomer, saveCall } from '../calls/call.store.js';
import { endCall } from '../calls/end-call.js';
import type { Step } from '../kernel/world.js';
import type { SwitchOrder } from '../media-switch/media-switch.port.js';
import type { Flow, FlowNode } from './flow.types.js';
import { type FlowRun, placeIn, placeText } from './flow-run.js';
import { dropLookup, enterRoute } from './route-node.js';
import { awaitMessage, enterVoicemail, voicemailSaid } from './voicemail-node.js';

/** A flow longer than this runs in circles. */
const NODES_LIMIT = 500;
/** The longest sound a flow waits for. */
const SOUND_MS = 300_000;
const BETWEEN_DIGITS_MS = 3_000;
/** A message that was stopped is closed by then, or the switch has forgotten it. */
const STOP_MS = 10_000;

/** The caller's flow by the number he called, from its first node; the call is answered by now. */
export function startFlow(step: Step, call: Call) {
  const name = entryFlowOf(step, call);
  if (name === null) return endCall(step, call.callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
  enterFlow(step, call, name);
}

function entryFlowOf(step: Step, call: Call): string | null {
  const { entries } = step.world.settings;
  const entry =
    entries.find((one) => one.called === call.called) ?? entries.find((one) => one.called === 'default');
  return entry?.flow ?? null;
}

/** A rule of a queue sends the caller on to a flow; one that is not there ends the call. */
export function enterFlow(step: Step, call: Call, name: string) {
  const flow = step.world.settings.flows[name];
  if (!flow) return endCall(step, call.callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
  enter(step, call, atStart(name, flow));
}

function atStart(name: string, flow: Flow): FlowRun {
  return {
    flow: name,
    node: flow.start,
    tag: '',
    part: null,
    attempts: 0,
    keys: '',
    lookupKey: null,
    entered: 0,
  };
}

/** A server that took the call over says again what was being said, by what the call's channel tells if it must. */
export function resumeFlow(step: Step, call: Call) {
  const { flows } = step.world.settings;
  const known = call.flowPlace === null ? null : placeIn(flows, call.flowPlace);
  const run = step.world.flowRuns.get(call.callId) ?? known;
  if (!run) return startFlow(step, call);
  const node = flows[run.flow]?.nodes[run.node];
  if (node?.type === 'voicemail' && call.message !== null) {
    // He talks on, or has finished while nobody looked.
    if (!call.message.done) return awaitMessage(step, call, run, node);
    return messageLeft(step, call, { ...run, part: 'message' });
  }
  enter(step, call, { ...run, attempts: 0 });
}

/** Goes on at a node: it may be a waiting one (play, menu) or the end of the flow (queue, hang-up). */
function enter(step: Step, before: Call, position: FlowRun) {
  const node = step.world.settings.flows[position.flow]?.nodes[position.node];
  if (!node || position.entered >= NODES_LIMIT || before.customerLegId === null) {
    return endCall(step, before.callId, { by: 'system', cause: 'NORMAL_TEMPORARY_FAILURE' });
  }
  dropLookup(step, position);
  const entered = position.entered + 1;
  const run: FlowRun = { ...position, tag: `flow-${entered}`, part: null, lookupKey: null, entered };
  step.world.flowRuns.set(before.callId, run);
  const call = staysAt(step, node) ? withPlace(step, before, run) : before;
  const legId = before.customerLegId;
  switch (node.type) {
    case 'play':
      step.order({ do: 'switch.play', legId, sound: node.sound, tag: run.tag });
      step.setTimer({ guard: 'flow', callId: call.callId, tag: run.tag }, SOUND_MS);
      return;
    case 'menu':
      step.order({
        do: 'switch.collect',
        legId,
        tag: run.tag,
        prompt: node.prompt,
        minDigits: 1,
        maxDigits: 1,
        terminators: '',
        timeoutMs: node.timeoutMs,
        betweenDigitsMs: BETWEEN_DIGITS_MS,
      });
      step.setTimer({ guard: 'flow', callId: call.callId, tag: run.tag }, SOUND_MS + node.timeoutMs);
      return;
    case 'voicemail':
      return enterVoicemail(step, call, run, node);
    case 'route':
      return enterRoute(step, call, run, node.route);
    case 'queue':
      step.world.flowRuns.delete(call.callId);
      step.signal({ signal: 'call.to-queue', callId: call.callId, queueId: node.queueId });
      return;
    case 'hang-up':
      return endCall(step, call.callId, { by: 'system', cause: 'NORMAL_CLEARING' });
  }
}

/** He stays at such a node for a while. */
function staysAt(step: Step, node: FlowNode): boolean {
  if (node.type === 'route') return step.world.routes.get(node.route)?.lookup !== undefined;
  return node.type !== 'queue' && node.type !== 'hang-up';
}

/** Where he stands is written on his channel, but for the very beginning, which needs no word. */
function withPlace(step: Step, call: Call, run: FlowRun): Call {
  const flow = step.world.settings.flows[run.flow];
  const begins = run.keys === '' && run.node === flow?.start && run.flow === entryFlowOf(step, call);
  const flowPlace = flow && !begins ? placeText(run, flow) : null;
  if (flowPlace === call.flowPlace) return call;
  const next = saveCall(step, callWith(call, { flowPlace }));
  markCustomer(step, next);
  return next;
}

/** The sound is over. */
export function playEnded(step: Step, call: Call, tag: string): void {
  const at = awaiting(step, call, tag);
  if (at?.node.type === 'play') {
    waitsNoMore(step, call, tag);
    enter(step, call, { ...at.run, node: at.node.next });
  } else if (at?.node.type === 'voicemail') {
    waitsNoMore(step, call, tag);
    voicemailSaid(step, call, at.run, at.node);
  }
}

/** His message is on the disk, or could not be recorded. */
export function messageRecorded(step: Step, callId: CallId): void {
  const call = liveCall(step, callId);
  const run = step.world.flowRuns.get(callId);
  if (call?.stage.phase === 'ivr' && call.message?.done && run?.part === 'message')
    messageLeft(step, call, run);
}

function messageLeft(step: Step, call: Call, run: FlowRun) {
  const node = step.world.settings.flows[run.flow]?.nodes[run.node];
  step.clearTimer({ guard: 'flow', callId: call.callId, tag: run.tag });
  const next = saveCall(step, callWith(call, { message: null }));
  // Or a server that starts would take him for one who still talks.
  markCustomer(step, next);
  if (node?.type === 'voicemail') enter(step, next, { ...run, node: node.next });
}

/** A key, or silence. */
export function digitsCollected(step: Step, call: Call, tag: string, digits: string) {
  const at = awaiting(step, call, tag);
  if (at?.node.type !== 'menu') return;
  waitsNoMore(step, call, tag);
  const pressed = digits === '' ? call : saveCall(step, callWith(call, { keys: call.keys + digits }));
  const exit = Object.hasOwn(at.node.exits, digits) ? at.node.exits[digits] : undefined;
  if (exit !== undefined) {
    return enter(step, pressed, { ...at.run, node: exit, attempts: 0, keys: at.run.keys + digits });
  }
  const attempts = at.run.attempts + 1;
  const node = attempts > at.node.retries ? at.node.otherwise : at.run.node;
  enter(step, pressed, { ...at.run, node, attempts: attempts > at.node.retries ? 0 : attempts });
}

/** The switch refused or forgot: the caller goes on as if the sound were over, or no key had come. */
export function flowFailed(step: Step, callId: CallId, tag: string) {
  const call = liveCall(step, callId);
  if (!call) return;
  const run = awaiting(step, call, tag)?.run;
  if (run?.part === 'message') {
    waitsNoMore(step, call, tag);
    return messageTooLong(step, call, run);
  }
  playEnded(step, call, tag);
  digitsCollected(step, call, tag, '');
}

/** The switch has not ended it in time. */
function messageTooLong(step: Step, call: Call, run: FlowRun): void {
  if (call.customerLegId !== null) step.order({ do: 'switch.stop-playing', legId: call.customerLegId });
  if (call.message) step.setTimer({ guard: 'recording', path: call.message.path }, STOP_MS);
  messageLeft(step, call, run);
}

/** The tag of an order that a flow gave. */
export function flowTagOf(order: SwitchOrder): string | null {
  return order.do === 'switch.play' || order.do === 'switch.collect' ? order.tag : null;
}

export function callEnded(step: Step, call: Call): void {
  const run = step.world.flowRuns.get(call.callId);
  if (run) dropLookup(step, run);
  step.world.flowRuns.delete(call.callId);
}

function awaiting(step: Step, call: Call, tag: string): { run: FlowRun; node: FlowNode } | null {
  const run = step.world.flowRuns.get(call.callId);
  if (call.stage.phase !== 'ivr' || run?.tag !== tag) return null;
  const node = step.world.settings.flows[run.flow]?.nodes[run.node];
  return node ? { run, node } : null;
}

/** Only what he is asked or told at this node moves him on; a question of an earlier flow may bear the same tag. */
function waitsNoMore(step: Step, { callId }: Call, tag: string): void {
  step.clearTimer({ guard: 'flow', callId, tag });
}
