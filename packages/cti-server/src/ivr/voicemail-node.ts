import type { Call } from '../calls/call.js';
import type { Step } from '../kernel/world.js';
import type { Sound } from '../media-switch/media-switch.port.js';
import type { FlowNode } from './flow.types.js';
import type { FlowRun } from './flow-run.js';

type Voicemail = Extract<FlowNode, { type: 'voicemail' }>;

/** 1,000 Hz for 400 ms, as answering machines have it. */
const BEEP: Sound = { kind: 'tone', spec: '%(400,0,1000)' };
/** The longest prompt. */
const PROMPT_MS = 300_000;
const BEEP_MS = 5_000;
/** What the switch may take beyond the limit. */
const SLACK_MS = 10_000;

/** prompt ▶ beep ▶ message ▶ the next node; without a prompt it begins with the beep. */
export function enterVoicemail(step: Step, call: Call, run: FlowRun, { prompt }: Voicemail): void {
  if (prompt) say(step, call, { ...run, part: 'prompt' }, prompt, PROMPT_MS);
  else beep(step, call, run);
}

/** The prompt or the beep is over. */
export function voicemailSaid(step: Step, call: Call, run: FlowRun, node: Voicemail) {
  if (run.part === 'prompt') return beep(step, call, run);
  if (run.part !== 'beep') return;
  const { limitMs, silenceMs, endKeys } = node;
  awaitMessage(step, call, run, node);
  step.signal({
    signal: 'call.leaves-message',
    callId: call.callId,
    limits: { limitMs, silenceMs, endKeys },
  });
}

/** From now on the end of the recording leads on. */
export function awaitMessage(step: Step, call: Call, run: FlowRun, { limitMs }: Voicemail): void {
  const waiting: FlowRun = { ...run, part: 'message', tag: `flow-${run.entered}-message` };
  step.world.flowRuns.set(call.callId, waiting);
  step.setTimer({ guard: 'flow', callId: call.callId, tag: waiting.tag }, limitMs + SLACK_MS);
}

function beep(step: Step, call: Call, run: FlowRun): void {
  say(step, call, { ...run, part: 'beep', tag: `flow-${run.entered}-beep` }, BEEP, BEEP_MS);
}

function say(step: Step, call: Call, run: FlowRun, sound: Sound, withinMs: number): void {
  if (call.customerLegId === null) return;
  step.world.flowRuns.set(call.callId, run);
  step.order({ do: 'switch.play', legId: call.customerLegId, sound, tag: run.tag });
  step.setTimer({ guard: 'flow', callId: call.callId, tag: run.tag }, withinMs);
}
