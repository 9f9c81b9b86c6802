import {
  CallweaveError,
  type FoundRecording,
  type RecordingMark,
  type RecordingPage,
  type RecordingQuery,
  type Waveform,
} from '@callweave/cti-core';
import type { Recordings, SoundOptions } from '@callweave/web-sdk';

const AT = 1_795_000_000_000;

/** A stored inbound call of the orders queue. */
export function aRecording(changes: Partial<FoundRecording> = {}): FoundRecording {
  return {
    recordingId: 'r-1',
    callId: 'call-1',
    kind: 'call',
    state: 'stored',
    startedAt: AT,
    durationMs: 20_000,
    bytes: 640_044,
    direction: 'inbound',
    caller: '13800138000',
    called: '4008001234',
    queueId: 'orders',
    agents: ['1001'],
    data: {},
    tags: [],
    disposition: null,
    heldFor: null,
    ...changes,
  };
}

export function aMark(changes: Partial<RecordingMark> = {}): RecordingMark {
  return {
    id: 'm-1',
    atMs: 5_000,
    text: '报价有误',
    by: '2001',
    byName: '赵班长',
    createdAt: AT,
    canRemove: true,
    ...changes,
  };
}

/** Two people who take turns, with a pause in the middle that nothing was kept of. */
export function aConversation(durationMs = 20_000): Waveform {
  const lane = (who: number): number[] =>
    Array.from({ length: 1_000 }, (_, at) => {
      if (at > 450 && at < 620) return 0;
      const speaks = Math.floor(at / 90) % 2 === who;
      return speaks ? 0.15 + 0.5 * Math.abs(Math.sin(at * 0.7) * Math.sin(at * 0.11)) : 0.004;
    });
  return { durationMs, channels: [lane(0), lane(1)] };
}

/** A stereo WAV of 8 kHz: a low tone left, a high one right. */
export function aSound(durationMs = 20_000): Blob {
  const frames = Math.round(durationMs * 8);
  const file = new DataView(new ArrayBuffer(44 + frames * 4));
  const text = (at: number, word: string): void => {
    for (let index = 0; index < word.length; index += 1) file.setUint8(at + index, word.charCodeAt(index));
  };
  text(0, 'RIFF');
  file.setUint32(4, 36 + frames * 4, true);
  text(8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 2, true);
  file.setUint32(24, 8_000, true);
  file.setUint32(28, 32_000, true);
  file.setUint16(32, 4, true);
  file.setUint16(34, 16, true);
  text(36, 'data');
  file.setUint32(40, frames * 4, true);
  for (let frame = 0; frame < frames; frame += 1) {
    file.setInt16(44 + frame * 4, Math.sin(frame * 0.17) * 8_000, true);
    file.setInt16(46 + frame * 4, Math.sin(frame * 0.5) * 4_000, true);
  }
  return new Blob([file.buffer], { type: 'audio/wav' });
}

/** Recordings without a server: shows what it is given, and notes what it is asked. */
export class FakeRecordings implements Recordings {
  readonly asked: string[] = [];
  pages: readonly RecordingPage[] = [];
  picture: Waveform | CallweaveError = aConversation();
  noted: RecordingMark[] = [];
  body: Blob | CallweaveError = aSound();
  /** Thrown by the next request. */
  refusal: CallweaveError | null = null;

  async find(query: RecordingQuery = {}): Promise<RecordingPage> {
    const { after, ...conditions } = query;
    this.#ask(`find ${JSON.stringify(conditions)}${after === undefined ? '' : ` after ${after}`}`);
    const page = this.pages[after === undefined ? 0 : Number(after)];
    return page ?? { recordings: [], next: null, can: { download: false, remove: false, hold: false } };
  }

  async waveform(): Promise<Waveform> {
    if (this.picture instanceof CallweaveError) throw this.picture;
    return this.picture;
  }

  async sound(recordingId: string, { onProgress, download }: SoundOptions = {}): Promise<Blob> {
    this.#ask(`${download ? 'download' : 'sound'} ${recordingId}`);
    if (this.body instanceof CallweaveError) throw this.body;
    onProgress?.(this.body.size, this.body.size);
    return this.body;
  }

  async marks(): Promise<readonly RecordingMark[]> {
    return this.noted;
  }

  async addMark(_: string, { atMs, text }: { atMs: number; text: string }): Promise<RecordingMark> {
    this.#ask(`mark ${Math.round(atMs)} ${text}`);
    return aMark({ id: `m-${text}`, atMs, text });
  }

  async removeMark(_: string, markId: string): Promise<void> {
    this.#ask(`unmark ${markId}`);
  }

  #ask(what: string): void {
    this.asked.push(what);
    const { refusal } = this;
    this.refusal = null;
    if (refusal !== null) throw refusal;
  }
}
