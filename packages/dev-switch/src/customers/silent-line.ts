import { randomUUID } from 'node:crypto';
import type { Endpoint, EndpointEvent, EndpointInfo, MediaPort } from '../endpoint.js';
import type { Pacer } from '../media/pacer.js';
import { VirtualLeg } from '../media/virtual-leg.js';
import type { CustomerLine } from './customer-line.js';

/**
 * Both ends of a line without a network, for load: to the switch a call from the trunk, to the customer his telephone.
 * It costs neither packets nor codecs, and nobody says anything on it.
 */
export class SilentLine implements Endpoint, CustomerLine {
  readonly kind = 'virtual';
  readonly info: EndpointInfo;
  onEvent: (event: EndpointEvent) => void = () => {};
  readonly #leg: VirtualLeg;
  #onAnswered: () => void = () => {};
  #onEnded: (cause: string) => void = () => {};
  #over = false;

  constructor(pacer: Pacer, caller: string, called: string) {
    this.#leg = new VirtualLeg(pacer);
    this.info = infoOf(caller, called);
  }

  get callId(): string {
    return this.info.callId;
  }

  get media(): MediaPort {
    return this.#leg;
  }

  follow(listener: { readonly onAnswered: () => void; readonly onEnded: (cause: string) => void }): void {
    this.#onAnswered = listener.onAnswered;
    this.#onEnded = listener.onEnded;
  }

  ring(): void {}

  async earlyMedia(): Promise<void> {
    this.#leg.ready = true;
  }

  async answer(): Promise<void> {
    this.#leg.ready = true;
    this.#onAnswered();
  }

  async setHold(): Promise<void> {}

  /** The switch's keys, which a silent customer does not hear. */
  sendDigits(): void {}

  notifyPhone(): void {}

  /** The customer presses keys, a tenth of a second each. */
  press(keys: string): void {
    for (const digit of keys) this.onEvent({ event: 'digit', digit, durationMs: 100, source: 'rtp' });
  }

  /** By the switch without its having been told, or by the customer. */
  hangUp(cause?: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#leg.close();
    if (cause === undefined) this.onEvent({ event: 'hung-up', cause: 'NORMAL_CLEARING', sipTerm: 'BYE' });
    this.#onEnded(cause ?? 'NORMAL_CLEARING');
  }
}

function infoOf(caller: string, called: string): EndpointInfo {
  return {
    profile: 'external',
    direction: 'inbound',
    callId: randomUUID(),
    fromUser: caller,
    fromDisplay: null,
    fromHost: '127.0.0.1',
    fromTag: randomUUID().slice(0, 8),
    toUser: called,
    toHost: '127.0.0.1',
    requestUri: `sip:${called}@127.0.0.1`,
    contactUri: `sip:${caller}@127.0.0.1`,
    networkAddress: '127.0.0.1',
    networkPort: 0,
    transport: 'udp',
    userAgent: null,
    via: '',
    extraHeaders: {},
    remoteSdp: '',
    codec: 'PCMU',
    remoteMediaAddress: '',
    remoteMediaPort: 0,
  };
}
