import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backUp, restoreBackup } from './backup.js';
import { type Database, openDatabase } from './database.js';

const folder = mkdtempSync(join(tmpdir(), 'callweave-backup-'));
const file = join(folder, 'centre.backup');
let full: Database;
let empty: Database;
let untouched: Database;

beforeAll(async () => {
  full = await openDatabase({ kind: 'memory' });
  empty = await openDatabase({ kind: 'memory' });
  untouched = await openDatabase({ kind: 'memory' });
  await sql`insert into accounts values ('1001', '王芳', 'agent', '1001', 'hash')`.execute(full);
  // More than a page, and a document in each.
  await sql`insert into event_log select 'main', n, n, 'call.changed', 'call-' || n, null, ${JSON.stringify({ 名: 'a\nb' })}::jsonb
    from generate_series(1, 1201) n`.execute(full);
  await sql`insert into agent_activity (agent_id, state, reason, call_id, from_at, to_at) values ('1001', 'ready', null, null, 1, 2)`.execute(
    full,
  );
  const vip = JSON.stringify(['13800138000']);
  await sql`insert into settings values ('list', 'vip', 2, ${vip}, null, null, 3, 'boss')`.execute(full);
  await sql`insert into settings_history values ('list', 'vip', 1, null, 1, 'file'), ('list', 'vip', 2, ${vip}, 3, 'boss')`.execute(
    full,
  );
});
afterAll(async () => {
  await full.destroy();
  await empty.destroy();
  await untouched.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = async (database: Database): Promise<unknown> => [
  (await sql`select * from accounts`.execute(database)).rows,
  (await sql`select * from event_log order by seq`.execute(database)).rows,
  (await sql`select agent_id, state, from_at, to_at from agent_activity`.execute(database)).rows,
  (await sql`select * from settings`.execute(database)).rows,
  (await sql`select * from settings_history order by version`.execute(database)).rows,
];

describe('backup and restore (OPS-5)', () => {
  test('everything is there again, in another database', async () => {
    const counts = await backUp(full, file);
    expect(counts).toMatchObject({ accounts: 1, event_log: 1_201, agent_activity: 1, calls: 0 });
    expect(await restoreBackup(empty, file)).toEqual(counts);
    expect(await rowsOf(empty)).toEqual(await rowsOf(full));
    await sql`insert into agent_activity (agent_id, state, from_at) values ('1002', 'ready', 3)`.execute(
      empty,
    );
  });

  test('a database that holds something is left as it is', async () => {
    await expect(restoreBackup(empty, file)).rejects.toMatchObject({
      code: 'storage.failed',
      message: expect.stringContaining('not empty: there are rows in accounts'),
    });
  });

  test.each([
    ['a file that is not there', () => join(folder, 'nowhere'), 'ENOENT'],
    ['a file of something else', () => written('other', gzipSync('{"hello":1}\n')), 'no backup of Callweave'],
    ['text', () => written('text', Buffer.from('hello')), 'incorrect header'],
    ['a backup that was cut short', () => written('short', cut(lines().slice(0, -1))), 'cut short'],
    ['a backup with a row missing', () => written('less', cut(lines().toSpliced(5, 1))), 'rows are missing'],
    ['half of the file', () => written('half', readFileSync(file).subarray(0, 2_000)), 'unexpected end'],
    [
      'a later format',
      () => written('later', cut([lines()[0]!.replace('"version":1', '"version":2')])),
      'version 2',
    ],
  ])('%s is refused by name, and nothing is changed', async (_what, make, why) => {
    await expect(restoreBackup(untouched, make())).rejects.toMatchObject({
      code: 'storage.failed',
      message: expect.stringContaining(why),
    });
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from event_log`.execute(untouched);
    expect(rows[0]?.n).toBe(0);
  });

  test('a place that cannot be written is said, and leaves no piece behind', async () => {
    await expect(backUp(full, join(folder, 'no', 'such', 'folder'))).rejects.toMatchObject({
      code: 'storage.failed',
    });
  });
});

const lines = (): string[] => gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
const cut = (kept: readonly string[]): Buffer => gzipSync(`${kept.join('\n')}\n`);
function written(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
