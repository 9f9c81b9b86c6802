import { CallweaveError } from '@callweave/cti-core';
import type { AudioDevice, SoftphoneState } from '../agent-session.types.js';
import { deviceError } from './device-error.js';

export type MicrophoneAccess = SoftphoneState['microphone'];

/** Devices as they are now and which of them are chosen; null stands for the system's default. */
export interface DevicePicture {
  readonly microphone: MicrophoneAccess;
  readonly inputs: readonly AudioDevice[];
  readonly outputs: readonly AudioDevice[];
  readonly inputId: string | null;
  readonly outputId: string | null;
}

/** What the page's media devices must offer; `navigator.mediaDevices` fits. */
export type MediaDevicesPort = Pick<
  MediaDevices,
  'enumerateDevices' | 'getUserMedia' | 'addEventListener' | 'removeEventListener'
>;

export const NO_DEVICES: DevicePicture = {
  microphone: 'unknown',
  inputs: [],
  outputs: [],
  inputId: null,
  outputId: null,
};

/** What a new list of devices means: choices that are gone fall back to the default. */
export function withDevices(
  before: DevicePicture,
  devices: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[],
): { readonly picture: DevicePicture; readonly lost: readonly ('input' | 'output')[] } {
  const listOf = (kind: MediaDeviceKind): AudioDevice[] =>
    devices
      // Without permission devices have no id; there is nothing to choose then.
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  const inputs = listOf('audioinput');
  const outputs = listOf('audiooutput');
  const kept = (id: string | null, list: readonly AudioDevice[]): string | null =>
    id !== null && list.some((device) => device.id === id) ? id : null;
  const inputId = kept(before.inputId, inputs);
  const outputId = kept(before.outputId, outputs);
  const anyInput = devices.some((device) => device.kind === 'audioinput');
  const microphone: MicrophoneAccess =
    before.microphone === 'denied'
      ? 'denied'
      : !anyInput
        ? 'missing'
        : before.microphone === 'missing'
          ? 'unknown'
          : before.microphone;
  const lost: ('input' | 'output')[] = [];
  if (before.inputId !== inputId) lost.push('input');
  if (before.outputId !== outputId) lost.push('output');
  return { picture: { microphone, inputs, outputs, inputId, outputId }, lost };
}

/** Enough for a face, and what 1 Mbit/s carries. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 24 },
};

/** The page's microphones and speakers: who is there, who is chosen, and the way to a microphone's sound. */
export class AudioDevices {
  readonly #media: MediaDevicesPort | undefined;
  readonly #onChange: (lost: readonly ('input' | 'output')[]) => void;
  #picture: DevicePicture = NO_DEVICES;
  #watching = false;

  constructor(
    media: MediaDevicesPort | undefined,
    onChange: (lost: readonly ('input' | 'output')[]) => void,
  ) {
    this.#media = media;
    this.#onChange = onChange;
  }

  get picture(): DevicePicture {
    return this.#picture;
  }

  /** Begins to watch, and asks for the microphone once, so that no call is the first to ask. */
  async start(): Promise<void> {
    if (this.#media === undefined) throw deviceError(undefined);
    this.#watching = true;
    this.#media.addEventListener('devicechange', this.#refresh);
    const stream = await this.open();
    // Held only during calls: a microphone that is open all day is nobody's wish.
    for (const track of stream.getTracks()) track.stop();
  }

  stop(): void {
    this.#watching = false;
    this.#media?.removeEventListener('devicechange', this.#refresh);
  }

  /**
   * Opens the chosen microphone, or the default one when the chosen one is gone.
   * @throws {CallweaveError} `device.*`
   */
  async open(inputId: string | null = this.#picture.inputId): Promise<MediaStream> {
    if (this.#media === undefined) throw deviceError(undefined);
    try {
      const stream = await this.#media.getUserMedia({ audio: soundFrom(inputId), video: false });
      if (this.#picture.microphone !== 'granted') await this.#granted();
      return stream;
    } catch (error) {
      const typed = deviceError(error);
      if (typed.code === 'device.not-found' && inputId !== null) {
        this.#picture = { ...this.#picture, inputId: null };
        return this.open(null);
      }
      if (typed.code === 'device.permission-denied') this.#set({ microphone: 'denied' });
      if (typed.code === 'device.not-found') this.#set({ microphone: 'missing' });
      throw typed;
    }
  }

  /** @throws {CallweaveError} `device.*` with `details.kind` "camera" */
  async openCamera(): Promise<MediaStream> {
    try {
      if (this.#media === undefined) throw undefined;
      return await this.#media.getUserMedia({ audio: false, video: CAMERA });
    } catch (error) {
      throw deviceError(error, 'camera');
    }
  }

  /** Remembers the choice; opening is the caller's. @throws {CallweaveError} `device.not-found` */
  choose(kind: 'input' | 'output', id: string): void {
    const list = kind === 'input' ? this.#picture.inputs : this.#picture.outputs;
    if (!list.some((device) => device.id === id)) {
      throw new CallweaveError('device.not-found', 'There is no such audio device.', {
        details: { deviceId: id },
      });
    }
    this.#set(kind === 'input' ? { inputId: id } : { outputId: id });
  }

  #set(change: Partial<DevicePicture>): void {
    this.#picture = { ...this.#picture, ...change };
    this.#onChange([]);
  }

  /** Ids and labels are told only after permission. */
  async #granted(): Promise<void> {
    const devices = await this.#list();
    this.#take({ ...this.#picture, microphone: 'granted' }, devices);
  }

  readonly #refresh = async (): Promise<void> => {
    const devices = await this.#list();
    if (this.#watching && devices !== null) this.#take(this.#picture, devices);
  };

  #take(before: DevicePicture, devices: readonly MediaDeviceInfo[] | null): void {
    // Without a list the old choices stand.
    const { picture, lost } = devices === null ? { picture: before, lost: [] } : withDevices(before, devices);
    this.#picture = picture;
    this.#onChange(lost);
  }

  async #list(): Promise<readonly MediaDeviceInfo[] | null> {
    try {
      return (await this.#media?.enumerateDevices()) ?? null;
    } catch {
      return null;
    }
  }
}

function soundFrom(inputId: string | null): MediaTrackConstraints {
  const speech = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return inputId === null ? speech : { ...speech, deviceId: { exact: inputId } };
}
