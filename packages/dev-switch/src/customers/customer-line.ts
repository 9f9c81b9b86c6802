import type { MediaPort } from '../endpoint.js';

/** A customer's telephone line to the switch, over the network or without. */
export interface CustomerLine {
  /** The SIP Call-ID, by which the switch's channel is found. */
  readonly callId: string;
  readonly media: MediaPort;
  /** Asked for once; each is called at most once. */
  follow(listener: { readonly onAnswered: () => void; readonly onEnded: (cause: string) => void }): void;
  press(keys: string): void;
  hangUp(): void;
}
