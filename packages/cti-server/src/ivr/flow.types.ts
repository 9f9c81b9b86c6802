import type { QueueId } from '@callweave/cti-core';
import type { Sound } from '../media-switch/media-switch.port.js';

/** An IVR script: a small graph of nodes. The engine of IVR-10 will widen it; its JSON is validated when read. */
export interface Flow {
  readonly id: string;
  readonly version: number;
  readonly start: string;
  readonly nodes: Readonly<Record<string, FlowNode>>;
}

export type FlowNode =
  /** Plays a sound to its end. */
  | { readonly type: 'play'; readonly sound: Sound; readonly next: string }
  /** Plays a prompt and takes one key; `retries` counts wrong keys and silence together. */
  | {
      readonly type: 'menu';
      readonly prompt: Sound;
      readonly timeoutMs: number;
      readonly retries: number;
      readonly exits: Readonly<Record<string, string>>;
      /** Where the caller goes when the retries are used up. */
      readonly otherwise: string;
    }
  /** Lets the rules of a route choose the queue (ACD-1). */
  | { readonly type: 'route'; readonly route: string }
  /**
   * Records a message (IVR-7): the prompt, a beep, then what the caller says until he is silent, presses an end key, or the limit
   * is reached; whoever hangs up has left his message as well.
   */
  | {
      readonly type: 'voicemail';
      readonly prompt?: Sound;
      readonly limitMs: number;
      readonly silenceMs: number;
      /** Keys; none when empty. */
      readonly endKeys: string;
      readonly next: string;
    }
  | { readonly type: 'queue'; readonly queueId: QueueId }
  | { readonly type: 'hang-up' };
