import type { Kernel, KernelSettings, RestoredState } from './kernel.types.js';

/** What a kernel is made of; it has no clock and draws no random number. */
export interface KernelParts {
  readonly settings: KernelSettings;
  /** Ids for calls, legs, offers and recordings; unique for ever. */
  readonly ids: () => string;
  readonly restored?: RestoredState;
}

export declare function createKernel(parts: KernelParts): Kernel;
