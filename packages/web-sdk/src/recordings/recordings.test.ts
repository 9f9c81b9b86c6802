import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpDoor, httpUrlOf } from '../http/http-door.js';
import { createRecordings } from './recordings.js';
import type { Recordings } from './recordings.types.js';

const URL = 'http://127.0.0.1:7080';
let asked: { method: string; path: string; token: string | null; body: string }[] = [];
let answer: (request: Request) => Response | Promise<Response>;
let recordings: Recordings;

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    const { method, headers } = request;
    const body = await request.clone().text();
    asked.push({ method, path: url.slice(URL.length), token: headers.get('authorization'), body });
    return answer(request);
  });
  const tokens = ['first', 'second', 'third'];
  recordings = createRecordings(new HttpDoor({ url: URL, getToken: () => tokens.shift() ?? 'none' }));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const says = (status: number, body: unknown) => () => Response.json(body, { status });
const refused = (status: number, code: string) => says(status, { error: { code, message: code } });

describe('recordings of a session (REC-2)', () => {
  test('the HTTP address stands beside that of the WebSocket', () => {
    expect(httpUrlOf('ws://127.0.0.1:7080/ws')).toBe('http://127.0.0.1:7080');
    expect(httpUrlOf('wss://cti.example.com/centre/ws')).toBe('https://cti.example.com/centre');
  });

  test('a search is asked as the server knows it', async () => {
    answer = says(200, { recordings: [], next: null, can: { download: true, remove: false, hold: false } });
    const page = await recordings.find({
      number: '138*',
      minMs: 30_000,
      tag: undefined,
      data: { orderId: '47 11' },
    });
    expect(page.can.download).toBe(true);
    expect(asked[0]).toMatchObject({
      path: '/api/v1/recordings?number=138*&minMs=30000&data.orderId=47+11',
      token: 'Bearer first',
    });
  });

  test('one token serves until it has run out; then another is fetched, once', async () => {
    answer = says(200, { marks: [] });
    await recordings.marks('r-1');
    await recordings.marks('r-1');
    answer = refused(401, 'access.bad-token');
    await expect(recordings.marks('r-1')).rejects.toMatchObject({ code: 'access.bad-token' });
    expect(asked.map(({ token }) => token)).toEqual([
      'Bearer first',
      'Bearer first',
      'Bearer first',
      'Bearer second',
    ]);
  });

  test('sound comes whole, with its progress and its type', async () => {
    answer = () =>
      new Response('abcdef', { headers: { 'content-type': 'audio/webm', 'content-length': '6' } });
    const heard: [number, number | null][] = [];
    const sound = await recordings.sound('r/1', { onProgress: (...told) => heard.push(told) });
    expect([sound.type, await sound.text(), heard.at(-1)]).toEqual(['audio/webm', 'abcdef', [6, 6]]);
    expect(asked[0]?.path).toBe('/api/v1/recordings/r%2F1');
    await recordings.sound('r-1', { download: true });
    expect(asked[1]?.path).toBe('/api/v1/recordings/r-1?download');
  });

  test('sound that is given up half-way, and a server that is away, are told apart', async () => {
    const giveUp = new AbortController();
    answer = ({ signal }) =>
      new Response(
        new ReadableStream({
          start(body) {
            body.enqueue(new TextEncoder().encode('abc'));
            signal.addEventListener('abort', () => body.error(signal.reason));
          },
        }),
      );
    const given = recordings.sound('r-1', { signal: giveUp.signal, onProgress: () => giveUp.abort() });
    await expect(given).rejects.toMatchObject({ code: 'request.aborted' });
    answer = () => Promise.reject(new TypeError('fetch failed'));
    await expect(recordings.waveform('r-1')).rejects.toMatchObject({
      code: 'connection.lost',
      retryable: true,
    });
  });

  test('marks are set and taken away; a refusal is the server’s own', async () => {
    answer = says(201, { mark: { id: 'm-1', atMs: 1_235, text: 'here' } });
    expect((await recordings.addMark('r-1', { atMs: 1_234.6, text: 'here' })).id).toBe('m-1');
    expect(asked[0]).toMatchObject({ method: 'POST', body: '{"atMs":1235,"text":"here"}' });
    answer = refused(403, 'access.denied');
    await expect(recordings.removeMark('r-1', 'm-1')).rejects.toMatchObject({ code: 'access.denied' });
    answer = () => new Response('<html>bad gateway', { status: 502 });
    await expect(recordings.removeMark('r-1', 'm-1')).rejects.toMatchObject({
      code: 'server.failed',
      details: { status: 502 },
    });
  });
});
