import { CallweaveError } from '@callweave/cti-core';
import {
  createKernel,
  type Kernel,
  type KernelInput,
  type KernelSettings,
  type RestoredState,
} from '../index.js';
import type { Site } from './site.js';

/** One server's life as it can be written down: what it was given, all it took in, and all it gave out, as JSON text. */
export interface Life {
  readonly restored: string | null;
  readonly firstId: number;
  readonly inputs: string[];
  readonly outputs: string[];
}

/** Writes down what the site's servers take in and give out, from the next one on. */
export function recordLives(site: Site): Life[] {
  const lives: Life[] = [];
  const { onStep, onStart } = site;
  site.onStep = (input, output) => {
    const life = lives.at(-1);
    life?.inputs.push(asText(input));
    life?.outputs.push(asText(output));
    onStep(input, output);
  };
  site.onStart = (restored, nextId) => {
    lives.push({
      restored: restored ? JSON.stringify(restored) : null,
      firstId: nextId,
      inputs: [],
      outputs: [],
    });
    onStart(restored, nextId);
  };
  return lives;
}

/** The same life in a fresh kernel. */
export function replay(settings: KernelSettings, life: Life): { kernel: Kernel; outputs: string[] } {
  let id = life.firstId;
  const kernel = createKernel({
    settings,
    ids: () => `id-${String(id++).padStart(6, '0')}`,
    ...(life.restored === null ? {} : { restored: JSON.parse(life.restored) as RestoredState }),
  });
  const outputs = life.inputs.map((text) => asText(kernel.step(inputOf(text))));
  return { kernel, outputs };
}

/** Errors have what JSON leaves out. */
function asText(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each instanceof CallweaveError ? { code: each.code, message: each.message, details: each.details } : each,
  );
}

function inputOf(text: string): KernelInput {
  const input = JSON.parse(text) as KernelInput;
  if (input.input !== 'order-failed') return input;
  return { ...input, error: new CallweaveError(input.error.code, input.error.message) };
}

/** All that clients can ask a kernel for. */
export function picture(kernel: Kernel): unknown {
  return {
    agents: kernel.agentSnapshots(),
    queues: kernel.queueSnapshots(),
    trunks: kernel.trunkSnapshots(),
    calls: kernel.agentSnapshots().flatMap(({ agentId }) => kernel.callsOfAgent(agentId)),
    contacts: kernel.contactSnapshots(),
    connected: kernel.switchConnected(),
  };
}
