import { type CallId, CallweaveError, type CtiEvent } from '@callweave/cti-core';
import type { MediaOptions, SoftphoneState } from '../agent-session.types.js';
import type {
  Softphone,
  SoftphoneFactory,
  SoftphoneLeg,
  SoftphoneListener,
} from '../softphone/softphone.port.js';
import type { MockCallCentre } from './mock-call-centre.js';

const DEVICES = {
  microphone: 'granted',
  inputs: [
    { id: 'headset', label: 'Headset microphone' },
    { id: 'built-in', label: 'Built-in microphone' },
  ],
  outputs: [{ id: 'headset', label: 'Headset' }],
} as const;

/** A telephone without sound: rings when the mock server's calls ring, and answers into its model. */
export class MockSoftphone implements Softphone {
  readonly #centre: MockCallCentre;
  readonly #listener: SoftphoneListener;
  readonly #legs = new Map<CallId, MockLeg>();
  /** Keys sent through the sound, as they were pressed. */
  digits = '';
  muted = false;
  /** Whether the person lets the page use the camera. */
  camera: 'granted' | 'denied' = 'granted';
  /** The call is answered with pictures. */
  pictures = false;
  /** The camera sends black. */
  cameraOff = false;
  state: SoftphoneState = {
    status: 'off',
    error: null,
    microphone: 'unknown',
    inputs: [],
    outputs: [],
    inputId: null,
    outputId: null,
  };

  constructor(centre: MockCallCentre, listener: SoftphoneListener) {
    this.#centre = centre;
    this.#listener = listener;
  }

  start(): void {
    this.#set({ status: 'registered', ...DEVICES });
    // As after a reload: the server brings back what the agent was in.
    for (const call of this.#centre.calls) this.#ringFor(call.callId);
  }

  networkChanged(): void {}

  refresh(): void {}

  async setInput(deviceId: string): Promise<void> {
    this.#choose('inputs', deviceId);
    this.#set({ inputId: deviceId });
  }

  async setOutput(deviceId: string): Promise<void> {
    this.#choose('outputs', deviceId);
    this.#set({ outputId: deviceId });
  }

  async stop(): Promise<void> {
    this.#legs.clear();
  }

  /** Pretends a trouble, as a refused microphone. */
  fail(error: CallweaveError, change: Partial<SoftphoneState> = {}): void {
    this.#set({ ...change, error });
    this.#listener.failed(error);
  }

  /** @internal The server's event, as the switch would act on it. */
  follow(event: CtiEvent): void {
    if (!('call' in event.data)) return;
    const { callId } = event.data.call;
    if (event.event === 'call.offered' || event.event === 'call.dialling') this.#ringFor(callId);
    else if (!this.#centre.isLineInUse) for (const leg of [...this.#legs.values()]) leg.end();
    else if (event.event === 'call.answered') this.#legs.get(callId)?.connect();
  }

  #ringFor(callId: CallId): void {
    const call = this.#centre.calls.find((one) => one.callId === callId);
    if (call === undefined || call.phase === 'ended' || this.state.status !== 'registered') return;
    // One line for all of his calls.
    if (this.#legs.size > 0 || !this.#centre.isOnLine(call)) return;
    const leg = new MockLeg(callId, call.offer?.offerId ?? null, {
      changed: (changed) => {
        if (changed.state === 'ended') this.#legs.delete(callId);
        this.#listener.legChanged(changed);
      },
      answered: () => this.#centre.ownLegAnswered(callId),
      hungUp: () => {
        const { attended } = this.#centre;
        if (attended === undefined) return;
        if (attended.offer !== null) this.#centre.reject(attended.callId);
        else this.#centre.endCall(attended.callId, 'agent');
      },
      pictures: () => {
        if (this.camera === 'denied') {
          throw new CallweaveError('device.permission-denied', 'The browser refuses the camera.');
        }
        this.pictures = true;
      },
      digits: (digits) => {
        this.digits += digits;
      },
      muted: (muted) => {
        this.muted = muted;
      },
      camera: (on) => {
        this.cameraOff = !on;
      },
    });
    this.#legs.set(callId, leg);
    // The INVITE comes by another way, after the event.
    queueMicrotask(() => {
      if (this.#legs.get(callId) === leg) this.#listener.rang(leg);
    });
  }

  #choose(kind: 'inputs' | 'outputs', deviceId: string): void {
    if (this.state[kind].some((device) => device.id === deviceId)) return;
    throw new CallweaveError('device.not-found', 'There is no such audio device.', { details: { deviceId } });
  }

  #set(change: Partial<SoftphoneState>): void {
    this.state = { ...this.state, ...change };
    this.#listener.changed(this.state);
  }
}

interface LegEffects {
  changed(leg: MockLeg): void;
  answered(): void;
  hungUp(): void;
  /** @throws {CallweaveError} `device.permission-denied` */
  pictures(): void;
  digits(digits: string): void;
  muted(muted: boolean): void;
  camera(on: boolean): void;
}

class MockLeg implements SoftphoneLeg {
  readonly callId: CallId;
  readonly offerId: SoftphoneLeg['offerId'];
  readonly #effects: LegEffects;
  state: SoftphoneLeg['state'] = 'ringing';

  constructor(callId: CallId, offerId: SoftphoneLeg['offerId'], effects: LegEffects) {
    this.callId = callId;
    this.offerId = offerId;
    this.#effects = effects;
  }

  async answer({ video = false }: MediaOptions = {}): Promise<void> {
    if (this.state === 'ended') {
      throw new CallweaveError('softphone.no-ringing-call', 'The call no longer rings here.');
    }
    if (this.state !== 'ringing') return;
    if (video) this.#effects.pictures();
    this.#become('connecting');
    this.#effects.answered();
    this.connect();
  }

  async hangUp(): Promise<void> {
    if (this.state === 'ended') return;
    this.#effects.hungUp();
    this.end();
  }

  async sendDigits(digits: string): Promise<void> {
    this.#effects.digits(digits);
  }

  setMuted(muted: boolean): void {
    this.#effects.muted(muted);
  }

  setCamera(on: boolean): void {
    this.#effects.camera(on);
  }

  connect(): void {
    this.#become('connected');
  }

  end(): void {
    this.#become('ended');
  }

  #become(state: SoftphoneLeg['state']): void {
    if (this.state === state || this.state === 'ended') return;
    this.state = state;
    this.#effects.changed(this);
  }
}

/** A factory of mock softphones, and the one made last. */
export class MockSoftphones {
  readonly #centre: MockCallCentre;
  last: MockSoftphone | null = null;

  constructor(centre: MockCallCentre) {
    this.#centre = centre;
  }

  readonly factory: SoftphoneFactory = (listener) => {
    this.last = new MockSoftphone(this.#centre, listener);
    return this.last;
  };
}
