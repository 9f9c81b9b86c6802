import { CallweaveError } from '@callweave/cti-core';
import type { HttpDoor } from '../http/http-door.js';

export interface Upload {
  /** Names the upload, too: whatever is sent twice becomes one recording. */
  readonly recordingId: string;
  readonly sound: Blob;
  /** Beside `recordingId` and `sha256`. */
  readonly metadata: Readonly<Record<string, string>>;
}

const PATH = '/api/v1/terminal-recordings';
/** Little enough that a bad line gets one through. */
const PART_BYTES = 1_048_576;
const TUS = { 'tus-resumable': '1.0.0' };

/**
 * Sends a recording by tus 1.0, from where an earlier try ended. Resolves when the server has it whole and found its checksum right.
 * @throws {CallweaveError} as the server refuses; `connection.lost`, `request.aborted`: to be tried again
 */
export async function sendRecording(
  door: HttpDoor,
  { recordingId, sound, metadata }: Upload,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (sentBytes: number) => void },
): Promise<void> {
  const path = `${PATH}/${recordingId}`;
  let offset = await offsetOf(door, path, signal);
  if (offset === null) {
    const told = { recordingId, sha256: await sumOf(sound), ...metadata };
    try {
      await door.send(PATH, {
        method: 'POST',
        headers: { ...TUS, 'upload-length': String(sound.size), 'upload-metadata': encoded(told) },
        signal,
      });
    } catch (error) {
      // The answer to the last try was lost on its way.
      if (error instanceof CallweaveError && error.code === 'recording.exists') return;
      throw error;
    }
    offset = 0;
  }
  do {
    onProgress(offset);
    const reply = await door.send(path, {
      method: 'PATCH',
      headers: { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      // When all of it is there already, an empty part asks for what becomes of it.
      body: sound.slice(offset, offset + PART_BYTES),
      signal,
    });
    offset = Number(reply.headers.get('upload-offset') ?? offset + PART_BYTES);
  } while (offset < sound.size);
  onProgress(sound.size);
}

/** How much the server has; null when it knows nothing of it. */
async function offsetOf(door: HttpDoor, path: string, signal: AbortSignal): Promise<number | null> {
  try {
    const reply = await door.send(path, { method: 'HEAD', headers: TUS, signal });
    return Number(reply.headers.get('upload-offset'));
  } catch (error) {
    if (error instanceof CallweaveError && GONE.has(error.details.status)) return null;
    throw error;
  }
}

const GONE: ReadonlySet<unknown> = new Set([404, 410]);

async function sumOf(sound: Blob): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', await sound.arrayBuffer());
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function encoded(metadata: Readonly<Record<string, string>>): string {
  const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return Object.entries(metadata)
    .map(([name, value]) => `${name} ${base64(value)}`)
    .join(',');
}
