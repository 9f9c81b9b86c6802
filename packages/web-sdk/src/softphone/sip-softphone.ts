import {
  type CallId,
  CallweaveError,
  type Clock,
  type OfferId,
  type SoftphoneCredentials,
} from '@callweave/cti-core';
import type { Invitation } from 'sip.js';
import type { SoftphoneState } from '../agent-session.types.js';
import { AudioDevices, type MediaDevicesPort } from './audio-devices.js';
import { deviceError } from './device-error.js';
import { MediaHandler } from './media-handler.js';
import { type PictureElements, Pictures } from './pictures.js';
import { RemoteAudio } from './remote-audio.js';
import { SipLeg } from './sip-leg.js';
import { SipLine, type TransportConstructor } from './sip-line.js';
import type { Softphone, SoftphoneListener } from './softphone.port.js';

export interface SipSoftphoneParts extends PictureElements {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly mediaDevices: MediaDevicesPort | undefined;
  readonly remoteAudio?: HTMLAudioElement | undefined;
  readonly transportConstructor?: TransportConstructor | undefined;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * The agent's telephone in the browser: SIP over WebSocket, sound over WebRTC.
 *
 * ```
 * registering ──accepted──▶ registered ──lost──▶ registering
 *      │  ▲ back-off over
 *      ▼  │ refused, unreachable
 *     failed
 * ```
 */
export class SipSoftphone implements Softphone {
  readonly #parts: SipSoftphoneParts;
  readonly #listener: SoftphoneListener;
  readonly #devices: AudioDevices;
  readonly #audio: RemoteAudio;
  readonly #pictures: Pictures;
  readonly #legs = new Set<SipLeg>();
  readonly #handlers = new WeakMap<object, MediaHandler>();
  #line: SipLine | null = null;
  #iceServers: readonly RTCIceServer[] = [];
  #credentials: (() => Promise<SoftphoneCredentials>) | null = null;
  #status: SoftphoneState['status'] = 'off';
  #error: CallweaveError | null = null;
  #tries = 0;
  #connecting = false;
  #stopped = false;
  #cancelWait: () => void = () => undefined;

  constructor(listener: SoftphoneListener, parts: SipSoftphoneParts) {
    this.#listener = listener;
    this.#parts = parts;
    this.#devices = new AudioDevices(parts.mediaDevices, (lost) => this.#devicesChanged(lost));
    this.#audio = new RemoteAudio(parts.remoteAudio);
    this.#pictures = new Pictures(parts);
  }

  get state(): SoftphoneState {
    return { status: this.#status, error: this.#error, ...this.#devices.picture };
  }

  start(credentials: () => Promise<SoftphoneCredentials>): void {
    if (this.#credentials !== null || this.#stopped) return;
    this.#credentials = credentials;
    this.#devices.start().catch((error: unknown) => this.#report(deviceError(error)));
    this.#connect();
  }

  networkChanged(): void {
    this.refresh();
    for (const leg of this.#legs) leg.networkChanged();
  }

  refresh(): void {
    if (this.#credentials === null || this.#stopped) return;
    this.#cancelWait();
    this.#tries = 0;
    this.#connect();
  }

  async setInput(deviceId: string): Promise<void> {
    this.#devices.choose('input', deviceId);
    await this.#reopenMicrophones();
  }

  async setOutput(deviceId: string): Promise<void> {
    if (!this.#devices.picture.outputs.some((device) => device.id === deviceId)) {
      this.#devices.choose('output', deviceId);
    }
    await this.#audio.setOutput(deviceId);
    this.#devices.choose('output', deviceId);
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelWait();
    this.#devices.stop();
    for (const leg of [...this.#legs]) leg.abandon();
    const line = this.#line;
    this.#line = null;
    await line?.stop();
  }

  #connect(): void {
    if (this.#connecting || this.#stopped) return;
    this.#connecting = true;
    if (this.#status !== 'registered') this.#become('registering', this.#error);
    this.#tryToConnect()
      .then(
        () => {
          this.#tries = 0;
          if (!this.#stopped) this.#become('registered', null);
        },
        (error: unknown) => this.#notConnected(error),
      )
      .finally(() => {
        this.#connecting = false;
      });
  }

  async #tryToConnect(): Promise<void> {
    // While calls are up, their user agent is kept; else each try begins with credentials of its own.
    if (this.#line === null || (this.#legs.size === 0 && !this.#line.connected)) {
      const credentials = await this.#credentials?.();
      if (this.#stopped || credentials === undefined) return;
      await this.#line?.stop();
      this.#iceServers = credentials.iceServers;
      this.#line = new SipLine({
        credentials,
        mediaFactory: (session) => this.#handlerFor(session),
        listener: {
          invited: (invitation) => this.#invited(invitation),
          lost: (error) => this.#lost(error),
        },
        clock: this.#parts.clock,
        transportConstructor: this.#parts.transportConstructor,
      });
    }
    await this.#line.connect();
  }

  #lost(error: CallweaveError): void {
    if (this.#stopped) return;
    this.#error = error;
    this.#become('registering', error);
    this.#connect();
  }

  #notConnected(cause: unknown): void {
    if (this.#stopped) return;
    const error =
      cause instanceof CallweaveError
        ? cause
        : new CallweaveError('softphone.registration-failed', 'The softphone cannot register.', { cause });
    // Half-open connections do not heal: the next try opens another one.
    void this.#line?.disconnect();
    const first = this.#status !== 'failed';
    this.#become('failed', error);
    if (first) this.#listener.failed(error);
    const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.#tries, 10));
    this.#tries += 1;
    this.#cancelWait = this.#parts.clock.after(whole / 2 + (whole / 2) * this.#parts.random(), () =>
      this.#connect(),
    );
  }

  #become(status: SoftphoneState['status'], error: CallweaveError | null): void {
    if (this.#status === status && this.#error === error) return;
    this.#status = status;
    this.#error = error;
    this.#listener.changed(this.state);
  }

  #handlerFor(session: object): MediaHandler {
    let handler = this.#handlers.get(session);
    if (handler === undefined) {
      if (this.#line === null) throw new CallweaveError('connection.closed', 'The softphone is stopped.');
      handler = new MediaHandler(this.#line.logger('callweave.media'), {
        openMicrophone: () => this.#devices.open(),
        iceServers: this.#iceServers,
      });
      this.#handlers.set(session, handler);
    }
    return handler;
  }

  #invited(invitation: Invitation): void {
    const callId = invitation.request.getHeader('X-Callweave-Call-Id');
    const offerId = invitation.request.getHeader('X-Callweave-Offer-Id');
    if (this.#stopped || callId === undefined || callId === '') {
      // Not the server's: nobody would see it ring.
      invitation.reject({ statusCode: 480 }).catch(() => undefined);
      return;
    }
    const leg = new SipLeg(
      invitation,
      this.#handlerFor(invitation),
      { callId: callId as CallId, offerId: offerId ? (offerId as OfferId) : null },
      {
        clock: this.#parts.clock,
        openCamera: () => this.#devices.openCamera(),
        listener: {
          changed: (changed) => this.#legChanged(changed),
          failed: (error) => this.#report(error),
        },
      },
    );
    invitation.delegate = {
      // The server moves calls, by the switch.
      onRefer: (referral) => void referral.reject().catch(() => undefined),
    };
    this.#legs.add(leg);
    this.#listener.rang(leg);
  }

  #legChanged(leg: SipLeg): void {
    if (leg.state === 'connecting' || leg.state === 'connected') {
      this.#audio.play(leg.remoteStream);
      this.#pictures.show({ remote: leg.remoteStream, local: leg.localStream });
    }
    if (leg.state === 'ended') {
      this.#legs.delete(leg);
      this.#audio.stop(leg.remoteStream);
      this.#pictures.stop(leg.remoteStream);
    }
    this.#listener.legChanged(leg);
  }

  #devicesChanged(lost: readonly ('input' | 'output')[]): void {
    if (this.#stopped) return;
    this.#listener.changed(this.state);
    for (const kind of lost) {
      const what = kind === 'input' ? 'microphone' : 'speaker';
      this.#report(
        new CallweaveError('device.not-found', `The chosen ${what} is gone; the system's default is used.`, {
          details: { kind },
        }),
      );
      const replaced = kind === 'input' ? this.#reopenMicrophones() : this.#audio.setOutput(null);
      replaced.catch((error: unknown) => this.#report(deviceError(error)));
    }
  }

  async #reopenMicrophones(): Promise<void> {
    for (const leg of this.#legs) await leg.replaceInput(await this.#devices.open());
  }

  #report(error: CallweaveError): void {
    if (!this.#stopped) this.#listener.failed(error);
  }
}
