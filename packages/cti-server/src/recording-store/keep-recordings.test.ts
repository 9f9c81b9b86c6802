import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type CallId, CallweaveError, type Clock, type RecordingId } from '@callweave/cti-core';
import { aCall } from '@callweave/cti-core/testing';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JournalEntry, KernelEvent } from '../kernel/index.js';
import { FolderStore } from '../object-store/folder-store.js';
import type { ObjectStore } from '../object-store/object-store.port.js';
import { type Database, openDatabase } from '../storage/database.js';
import { project } from '../storage/projections.js';
import { type Keeping, keepRecordings } from './keep-recordings.js';
import { RecordingCatalogue } from './recording-catalogue.js';
import { RecordingFiles } from './recording-files.js';
import { deleteExpired, expiryOf, type RetentionRule } from './retention.js';
import { copyRecording, keptRecordings, verifyRecording } from './verify-recordings.js';

const HURRY = 100;
/** Waits pass a hundred times as fast. */
const clock: Clock = {
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms / HURRY);
    return () => clearTimeout(timer);
  },
};
const log = pino({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'callweave-keeping-'));
const spool = join(folder, 'spool');
const kept = join(folder, 'kept');
const today = new Date().toISOString().slice(0, 10);

/** A store that can be unplugged, and one that gives back other bytes. */
class Shelf implements ObjectStore {
  readonly place = 'the shelf';
  away = false;
  spoils = false;
  readonly #folder = new FolderStore(kept);
  async put(key: string, body: Readable): Promise<void> {
    if (this.away) {
      body.destroy();
      throw new CallweaveError('storage.failed', 'the shelf is away');
    }
    await this.#folder.put(key, body);
  }
  async read(...asked: Parameters<ObjectStore['read']>): Promise<Readable> {
    return this.spoils ? Readable.from([Buffer.from('something else')]) : this.#folder.read(...asked);
  }
  size = (key: string) => this.#folder.size(key);
  remove = (key: string) => this.#folder.remove(key);
}

let database: Database;
let shelf: Shelf;
let catalogue: RecordingCatalogue;
let files: RecordingFiles;
let keeping: Keeping | null = null;
let told: KernelEvent[] = [];
let listeners: ((entries: readonly JournalEntry[]) => void)[] = [];
const waiters: (() => void)[] = [];

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' });
});
afterAll(async () => {
  await database.destroy();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(spool, { recursive: true, force: true });
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(join(spool, today), { recursive: true });
  shelf = new Shelf();
  catalogue = new RecordingCatalogue(database);
  files = new RecordingFiles(spool, shelf, clock);
  told = [];
  listeners = [];
});
afterEach(async () => {
  await keeping?.stop();
  keeping = null;
  await database.deleteFrom('recordings').execute();
  await database.deleteFrom('calls').execute();
});

/** A server with its keeper of recordings. */
function starts(): void {
  keeping = keepRecordings({
    runner: {
      publish(event) {
        told.push(event as KernelEvent);
        for (const wake of waiters.splice(0)) wake();
      },
      onEvents(listener) {
        listeners.push(listener);
        return () => {
          listeners = listeners.filter((other) => other !== listener);
        };
      },
    },
    files,
    catalogue,
    journal: { flush: async () => undefined },
    clock,
    minFreeBytes: 0,
    log,
  });
}

let seq = 0;
async function happens(event: KernelEvent): Promise<void> {
  seq += 1;
  const entry = {
    type: 'event',
    seq,
    at: clock.now(),
    callId: null,
    agentId: null,
    ...event,
  } as JournalEntry;
  await database.transaction().execute((tx) => project(tx, [entry]));
  for (const listener of listeners) listener([entry]);
}

/** A call was recorded by the switch, and is over. */
async function recorded(name: string, sound = `sound of ${name} `.repeat(10)): Promise<void> {
  const about = { callId: `call-${name}` as CallId, recordingId: name as RecordingId };
  await happens({ event: 'recording.started', data: { ...about, durationMs: null } });
  if (sound !== '') writeFileSync(join(spool, today, `${name}.wav`), sound);
  await happens({
    event: 'call.ended',
    data: { call: aCall({ callId: about.callId, phase: 'ended', endedAt: clock.now(), queueId: null }) },
  });
  await happens({ event: 'recording.stopped', data: { ...about, durationMs: 1_000 } });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (;;) {
    if (await condition()) return;
    await new Promise<void>((resolve) => {
      waiters.push(resolve);
      clock.after(1_000, resolve);
    });
  }
}
const stored = () => told.filter(({ event }) => event === 'recording.stored').length;
const inSpool = () => readdirSync(join(spool, today));

describe('recordings come into their store (REC-3)', () => {
  test('checked, moved, read back; then the spool lets go', async () => {
    starts();
    await recorded('a');
    await until(() => stored() === 1);
    expect(await catalogue.find('a')).toMatchObject({ state: 'stored', place: 'store' });
    expect(readFileSync(join(kept, today, 'a.wav'), 'utf8')).toContain('sound of a');
    expect(inSpool()).toEqual([]);
    expect(await files.sumOf('store', `${today}/a.wav`)).toBe((await catalogue.find('a')).sha256);
  });

  test('without a store they stay where the switch wrote them', async () => {
    files = new RecordingFiles(spool, null, clock);
    starts();
    await recorded('a');
    await until(() => stored() === 1);
    expect(await catalogue.find('a')).toMatchObject({ state: 'stored', place: 'spool' });
    expect(inSpool()).toEqual(['a.wav']);
  });

  test('the store is away: they wait in the spool, it is told, and they go when it is back', async () => {
    shelf.away = true;
    starts();
    for (const name of ['a', 'b', 'c']) await recorded(name);
    await until(() => keeping?.health().awaySince != null && keeping.health().waiting === 3);
    expect(inSpool()).toEqual(['a.wav', 'b.wav', 'c.wav']);
    expect(stored()).toBe(0);
    shelf.away = false;
    await until(() => stored() === 3 && keeping?.health().waiting === 0);
    expect(keeping?.health()).toEqual({ waiting: 0, awaySince: null, diskFull: false });
    expect(inSpool()).toEqual([]);
  });

  test('the server dies meanwhile: the next one goes on with what waits', async () => {
    shelf.away = true;
    starts();
    await recorded('a');
    await until(() => keeping?.health().awaySince != null);
    await keeping?.stop();
    shelf.away = false;
    starts();
    await until(() => stored() === 1);
    expect((await catalogue.find('a')).state).toBe('stored');
  });

  test('a server that was gone when the call ended: its recording is found at the next start', async () => {
    await recorded('a');
    await database.updateTable('recordings').set({ state: 'running' }).execute();
    starts();
    await until(() => stored() === 1);
    expect(inSpool()).toEqual([]);
  });

  test('what comes out other than it went in is not let go', async () => {
    shelf.spoils = true;
    starts();
    await recorded('a');
    await until(() => keeping?.health().awaySince != null);
    expect(inSpool()).toEqual(['a.wav']);
    expect((await catalogue.find('a')).state).toBe('stopped');
  });

  test('a file that never came is told as failed, and keeps nobody up', async () => {
    starts();
    await recorded('a', '');
    await recorded('b');
    await until(() => told.length === 2);
    expect(told.map(({ event }) => event).sort()).toEqual(['recording.failed', 'recording.stored']);
    expect(keeping?.health().awaySince).toBeNull();
  });

  test('a disk with less room than is asked for is told', async () => {
    keeping = keepRecordings({
      runner: { publish: () => undefined, onEvents: () => () => undefined },
      files,
      catalogue,
      journal: { flush: async () => undefined },
      clock,
      minFreeBytes: Number.MAX_SAFE_INTEGER,
      log,
    });
    await until(() => keeping?.health().diskFull === true);
  });
});

describe('how long they are kept (REC-3)', () => {
  const DAY_MS = 86_400_000;
  const expire = (rules: RetentionRule[], gone: string[]) =>
    deleteExpired({
      database,
      files,
      catalogue,
      rules,
      clock,
      deleted: (recordingId) => gone.push(recordingId),
      log,
    });

  test('the first rule that holds decides; without one they stay', () => {
    const rules: RetentionRule[] = [
      { queues: ['orders'], keepDays: 180 },
      { kinds: ['voicemail'], keepDays: 30 },
    ];
    const of = (kind: 'call' | 'voicemail', queueId: string | null) =>
      expiryOf({ startedAt: 0, kind, queueId, direction: 'inbound' }, rules)?.rule.keepDays ?? null;
    expect([
      of('call', 'orders'),
      of('voicemail', 'orders'),
      of('voicemail', null),
      of('call', null),
    ]).toEqual([180, 180, 30, null]);
  });

  test('what is older goes, bytes and all; what is on hold, or younger, stays', async () => {
    starts();
    for (const name of ['old', 'held', 'young']) await recorded(name);
    await until(() => stored() === 3);
    await database
      .updateTable('recordings')
      .set({ started_at: clock.now() - 31 * DAY_MS })
      .where('recording_id', 'in', ['old', 'held'])
      .execute();
    await catalogue.hold('held', { reason: 'case 2026/17', by: 'admin', at: clock.now() });
    const gone: string[] = [];
    expect(await expire([{ keepDays: 30 }], gone)).toBe(1);
    expect(gone).toEqual(['old']);
    expect((await catalogue.find('old')).state).toBe('deleted');
    expect(readdirSync(join(kept, today)).sort()).toEqual(['held.wav', 'young.wav']);
    await catalogue.hold('held', null);
    expect(await expire([{ keepDays: 30 }], gone)).toBe(1);
    expect(await expire([], gone)).toBe(0);
  });
});

describe('evidence is checked, and backed up (REC-3)', () => {
  const look = async () => {
    const found: Record<string, string> = {};
    for await (const file of keptRecordings(database))
      found[file.recordingId] = await verifyRecording(files, file);
    return found;
  };

  test('whole, changed by a byte, and gone are told apart', async () => {
    starts();
    for (const name of ['whole', 'changed', 'gone']) await recorded(name);
    await until(() => stored() === 3);
    writeFileSync(join(kept, today, 'changed.wav'), 'somebody was here');
    rmSync(join(kept, today, 'gone.wav'));
    expect(await look()).toEqual({ whole: 'whole', changed: 'changed', gone: 'missing' });
  });

  test('a copy takes what is not there yet, and nothing that is not whole; put back, all is whole again', async () => {
    starts();
    for (const name of ['a', 'b']) await recorded(name);
    await until(() => stored() === 2);
    const backup = join(folder, 'backup');
    const copy = async () => {
      const found: string[] = [];
      for await (const file of keptRecordings(database)) found.push(await copyRecording(files, file, backup));
      return found;
    };
    expect(await copy()).toEqual(['copied', 'copied']);
    expect(await copy()).toEqual(['there', 'there']);
    writeFileSync(join(kept, today, 'a.wav'), 'somebody was here');
    rmSync(join(backup, today, 'a.wav'));
    expect(await copy()).toEqual(['changed', 'there']);
    rmSync(kept, { recursive: true });
    await copyRecording(new RecordingFiles(backup, null, clock), await one('b'), kept);
    expect((await look()).b).toBe('whole');
  });

  const one = async (recordingId: string) => {
    for await (const file of keptRecordings(database))
      if (file.recordingId === recordingId) return { ...file, place: 'spool' as const };
    throw new Error(`there is no ${recordingId}`);
  };
});
