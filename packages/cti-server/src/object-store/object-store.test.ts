import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { generateIdentity } from 'age-encryption';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FolderStore } from './folder-store.js';
import type { ObjectStore } from './object-store.port.js';
import { openS3Store } from './s3-store.js';
import { sealStore } from './sealed-store.js';

const folder = mkdtempSync(join(tmpdir(), 'callweave-objects-'));
const s3 = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory: join(folder, 's3'),
  configureBuckets: [{ name: 'recordings', configs: [] }],
});
let endpoint = '';
/** A real store, where one is named: `http://key:secret@host:port/bucket`. */
const realStore = process.env.CALLWEAVE_TEST_S3;

beforeAll(async () => {
  const { port } = await s3.run();
  endpoint = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const inBucket = () =>
  openS3Store({
    endpoint,
    region: 'us-east-1',
    bucket: 'recordings',
    prefix: 'site-1/',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    pathStyle: true,
  });

const stores: [string, () => Promise<ObjectStore>][] = [
  ['a folder', async () => new FolderStore(join(folder, 'plain'))],
  ['a bucket', inBucket],
  [
    'an encrypted folder',
    async () => sealStore(new FolderStore(join(folder, 'sealed')), [await generateIdentity()]),
  ],
  ['an encrypted bucket', async () => sealStore(await inBucket(), [await generateIdentity()])],
];
if (realStore !== undefined) {
  const { username, password, origin, pathname } = new URL(realStore);
  stores.push([
    'a bucket of the store that is named',
    () =>
      openS3Store({
        endpoint: origin,
        region: 'us-east-1',
        bucket: pathname.slice(1),
        prefix: `test-${Date.now()}/`,
        accessKeyId: decodeURIComponent(username),
        secretAccessKey: decodeURIComponent(password),
        pathStyle: true,
      }),
  ]);
}

/** Of no period that a part or a piece could hide. */
function noise(bytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at * 32 < bytes; at += 1) parts.push(createHash('sha256').update(String(at)).digest());
  return Buffer.concat(parts).subarray(0, bytes);
}

async function all(body: Readable): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

describe.each(stores)('%s keeps recordings (REC-3)', (_, open) => {
  let store: ObjectStore;
  beforeAll(async () => {
    store = await open();
  });

  test.each([
    ['nothing', 0],
    ['a little', 44],
    ['just a piece', 65_536],
    ['more than a piece', 65_537],
    ['more than one part of an upload', 9 * 1024 * 1024 + 7],
  ])('%s: what comes out is what went in', async (name, bytes) => {
    const data = noise(bytes);
    const key = `2026-11-28/${name.replaceAll(' ', '-')}.wav`;
    await store.put(key, Readable.from(bytes === 0 ? [] : pieces(data)));
    expect(await store.size(key)).toBe(bytes);
    expect((await all(await store.read(key))).equals(data)).toBe(true);
  });

  test('a part of it, as a player seeks', async () => {
    const data = noise(200_000);
    await store.put('2026-11-28/part.wav', Readable.from(pieces(data)));
    for (const span of [
      { first: 0, last: 0 },
      { first: 65_530, last: 65_545 },
      { first: 131_072, last: 199_999 },
    ]) {
      const part = await all(await store.read('2026-11-28/part.wav', span));
      expect(part.equals(data.subarray(span.first, span.last + 1))).toBe(true);
    }
  });

  test('what is put again is replaced; what is removed is gone, and may be removed again', async () => {
    await store.put('again.wav', Readable.from([Buffer.from('one')]));
    await store.put('again.wav', Readable.from([Buffer.from('another')]));
    expect(String(await all(await store.read('again.wav')))).toBe('another');
    await store.remove('again.wav');
    await store.remove('again.wav');
    expect(await store.size('again.wav')).toBeNull();
    expect(await codeOf(store.read('again.wav'))).toBe('recording.unknown');
  });

  test('what breaks off on its way is not there', async () => {
    const broken = Readable.from(
      (async function* () {
        yield noise(100_000);
        throw new Error('the disk it is read from failed');
      })(),
    );
    expect(await codeOf(store.put('broken.wav', broken))).toBe('storage.failed');
    expect(await store.size('broken.wav')).toBeNull();
  });
});

function* pieces(data: Buffer): Iterable<Buffer> {
  for (let at = 0; at < data.length; at += 60_000) yield data.subarray(at, at + 60_000);
}

describe('encryption at rest (REC-3)', () => {
  test('on the disk there is nothing of what was said', async () => {
    const place = join(folder, 'looked-at');
    const store = await sealStore(new FolderStore(place), [await generateIdentity()]);
    await store.put('a.wav', Readable.from([Buffer.from('the card number is 6222')]));
    expect(readdirSync(place)).toEqual(['a.wav.age']);
    const file = readFileSync(join(place, 'a.wav.age'), 'latin1');
    expect(file.startsWith('age-encryption.org/v1')).toBe(true);
    expect(file).not.toContain('6222');
  });

  test('after a change of keys the older ones still open, and without them nothing does', async () => {
    const [old, young] = [await generateIdentity(), await generateIdentity()];
    const place = new FolderStore(join(folder, 'rotated'));
    await (await sealStore(place, [old])).put('a.wav', Readable.from([Buffer.from('said before')]));
    const rotated = await sealStore(place, [young, old]);
    expect(String(await all(await rotated.read('a.wav')))).toBe('said before');
    expect(await codeOf((await sealStore(place, [young])).read('a.wav').then(all))).toBe('storage.failed');
  });

  test('a key that is none is named by its setting', async () => {
    expect(await codeOf(sealStore(new FolderStore(folder), ['secret']))).toBe('config.invalid');
  });
});

test('a folder that cannot be written: the error says which, and nothing is left behind', async () => {
  // Root may write anywhere; a file in the way of a folder stops it as well.
  const place = join(folder, 'in-the-way');
  await new FolderStore(folder).put('in-the-way', Readable.from(['a file']));
  chmodSync(place, 0o400);
  await expect(new FolderStore(place).put('a.wav', Readable.from(['x']))).rejects.toMatchObject({
    code: 'storage.failed',
    message: expect.stringContaining('in-the-way'),
  });
});

test('a store that is away is told as such, and in time', async () => {
  const away = await openS3Store({
    endpoint: 'http://127.0.0.1:9',
    region: 'us-east-1',
    bucket: 'recordings',
    prefix: '',
    accessKeyId: 'a',
    secretAccessKey: 'b',
    pathStyle: true,
  });
  expect(await codeOf(away.size('a.wav'))).toBe('storage.failed');
  expect(await codeOf(away.put('a.wav', Readable.from([noise(1_000)])))).toBe('storage.failed');
});
