import { CallweaveError, type Clock } from '@callweave/cti-core';
import type { LegStreams } from './terminal-recording.types.js';

const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
/** A crash loses no more. */
const CHUNK_MS = 1_000;
/** Speech in two lanes; an hour is 14 MB. */
const BITS_PER_SECOND = 32_000;

interface SoundListener {
  /** `durationMs` since the beginning. */
  chunk(sound: Blob, durationMs: number): void;
  failed(error: CallweaveError): void;
}

/** Records what is heard and what is said, each in a lane of its own: left the other side, right this agent. */
export class SoundRecorder {
  readonly type: string;
  readonly #context: AudioContext;
  readonly #lanes: ChannelMergerNode;
  readonly #recorder: MediaRecorder;
  readonly #streams: () => LegStreams | null;
  readonly #wired = new Map<number, { track: MediaStreamTrack; source: AudioNode }>();

  /** @throws {CallweaveError} `device.unsupported` */
  constructor(streams: () => LegStreams | null, clock: Clock, listener: SoundListener) {
    const type =
      typeof MediaRecorder === 'undefined'
        ? undefined
        : TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    if (type === undefined)
      throw new CallweaveError('device.unsupported', 'This browser cannot record a call.');
    this.type = type;
    this.#streams = streams;
    this.#context = new AudioContext();
    this.#lanes = this.#context.createChannelMerger(2);
    const mixed = this.#context.createMediaStreamDestination();
    mixed.channelCount = 2;
    this.#lanes.connect(mixed);
    // Without any source a browser records nothing at all, and times would be short by it.
    const silence = this.#context.createConstantSource();
    silence.offset.value = 0;
    for (const lane of [0, 1]) silence.connect(this.#lanes, 0, lane);
    silence.start();
    this.follow();
    this.#recorder = new MediaRecorder(mixed.stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND });
    const beganAt = clock.now();
    this.#recorder.ondataavailable = ({ data }) => {
      this.follow();
      if (data.size > 0) listener.chunk(data, Math.max(1, clock.now() - beganAt));
    };
    this.#recorder.onerror = (event) =>
      listener.failed(
        new CallweaveError('device.unsupported', 'The browser gave up recording.', { cause: event }),
      );
    this.#recorder.start(CHUNK_MS);
    void this.#context.resume();
  }

  /** Resolves when the last chunk was told. */
  async stop(): Promise<void> {
    if (this.#recorder.state !== 'inactive') {
      await new Promise<void>((resolve) => {
        this.#recorder.onstop = () => resolve();
        this.#recorder.stop();
      });
    }
    for (const { source } of this.#wired.values()) source.disconnect();
    await this.#context.close();
  }

  /** Takes the tracks as they are now: none while the line carries another call, others after a change of microphone. */
  follow(): void {
    const { remote, local } = this.#streams() ?? {};
    for (const [lane, stream] of [remote, local].entries()) {
      const track = stream?.getAudioTracks()[0];
      const before = this.#wired.get(lane);
      if (before?.track === track) continue;
      before?.source.disconnect();
      this.#wired.delete(lane);
      if (track === undefined) continue;
      const source = this.#context.createMediaStreamSource(new MediaStream([track]));
      source.connect(this.#lanes, 0, lane);
      this.#wired.set(lane, { track, source });
    }
  }
}
