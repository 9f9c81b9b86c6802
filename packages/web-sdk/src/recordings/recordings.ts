import type { RecordingMark, RecordingQuery } from '@callweave/cti-core';
import { failure, type HttpDoor } from '../http/http-door.js';
import type { Recordings } from './recordings.types.js';

/** Recordings over the server's HTTP interface. */
export function createRecordings(door: HttpDoor): Recordings {
  return {
    find: (query = {}, options = {}) => door.json(`/api/v1/recordings?${searchOf(query)}`, options),
    waveform: (recordingId, options = {}) => door.json(`${pathOf(recordingId)}/waveform`, options),
    async sound(recordingId, { signal, onProgress, download = false } = {}) {
      const reply = await door.send(`${pathOf(recordingId)}${download ? '?download' : ''}`, { signal });
      const type = reply.headers.get('content-type') ?? 'audio/wav';
      const length = Number(reply.headers.get('content-length') ?? 0);
      try {
        return await read(reply, type, (loaded) => onProgress?.(loaded, length > 0 ? length : null));
      } catch (cause) {
        throw failure(cause, signal);
      }
    },
    async marks(recordingId, options = {}) {
      const { marks } = await door.json<{ marks: RecordingMark[] }>(`${pathOf(recordingId)}/marks`, options);
      return marks;
    },
    async addMark(recordingId, { atMs, text }) {
      const path = `${pathOf(recordingId)}/marks`;
      const json = { atMs: Math.round(atMs), text };
      return (await door.json<{ mark: RecordingMark }>(path, { method: 'POST', json })).mark;
    },
    async removeMark(recordingId, markId) {
      const path = `${pathOf(recordingId)}/marks/${encodeURIComponent(markId)}`;
      await door.send(path, { method: 'DELETE' });
    },
  };
}

/** A search as a web address says it. */
export function searchOf({ data = {}, ...query }: RecordingQuery): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  for (const [name, value] of Object.entries(data)) search.set(`data.${name}`, value);
  return search;
}

const pathOf = (recordingId: string): string => `/api/v1/recordings/${encodeURIComponent(recordingId)}`;

async function read(reply: Response, type: string, progress: (loaded: number) => void): Promise<Blob> {
  const reader = reply.body?.getReader();
  if (reader === undefined) return reply.blob();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let loaded = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts, { type });
    parts.push(value);
    loaded += value.byteLength;
    progress(loaded);
  }
}
