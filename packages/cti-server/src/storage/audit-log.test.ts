import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@callweave/cti-core';
import { ManualClock } from '@callweave/cti-core/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../audit/audit-log.port.js';
import { type AuditRecord, DatabaseAuditLog, listAuditRecords } from './audit-log.js';
import { type Database, type DatabaseSettings, openDatabase } from './database.js';
import { Spool } from './spool.js';

const AT = 1_795_000_000_000;
const folder = mkdtempSync(join(tmpdir(), 'callweave-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema = `test_audit_${process.pid}`;
const engines: [string, DatabaseSettings][] = [['the embedded database', { kind: 'memory' }]];
const server = process.env.CALLWEAVE_TEST_POSTGRES;
if (server !== undefined) engines.push(['a PostgreSQL server', { kind: 'postgres', url: server, schema }]);

describe.each(engines)('the audit log in %s (ADM-9, OPS-4)', (_name, settings) => {
  let database: Database;
  let ids = 0;
  const said: unknown[] = [];
  const spool = new Spool<AuditRecord>(join(folder, `spool-${settings.kind}.ndjson`));
  const newLog = (now = () => AT, clock = { ...systemClock, now }) =>
    new DatabaseAuditLog({
      database,
      spool,
      clock,
      newId: () => `audit-${String(++ids).padStart(4, '0')}`,
      log: {
        error: (fields, message) => said.push([message, fields]),
        warn: (_f, message) => said.push([message]),
      },
    });
  const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
    actor: { account: 'boss', role: 'supervisor' },
    action: 'supervision.start',
    subject: '1001',
    details: { mode: 'listen' },
    outcome: 'ok',
    ...change,
  });
  const actions = async (query = {}) =>
    (await listAuditRecords(database, { limit: 100, ...query })).map(({ action }) => action);

  beforeAll(async () => {
    if (settings.kind === 'postgres') {
      const admin = await openDatabase({ kind: 'postgres', url: settings.url });
      await sql`create schema if not exists ${sql.id(schema)}`.execute(admin);
      await admin.destroy();
    }
    database = await openDatabase(settings);
  }, 60_000);
  afterAll(() => database.destroy());
  beforeEach(async () => {
    await database.deleteFrom('audit_log').execute();
    said.length = 0;
  });

  test('what was done is read back as it was written, refusals and failed log-ins too', async () => {
    const log = newLog();
    log.record(entry());
    log.record(
      entry({
        actor: { account: 'mallory', role: null },
        action: 'access.log-in',
        subject: null,
        details: { address: '10.0.0.1' },
        outcome: 'access.bad-credentials',
      }),
    );
    await log.flush();
    expect(await listAuditRecords(database, { limit: 10 })).toMatchObject([
      { at: AT, account: 'mallory', role: null, subject: null, outcome: 'access.bad-credentials' },
      {
        at: AT,
        account: 'boss',
        role: 'supervisor',
        action: 'supervision.start',
        subject: '1001',
        details: { mode: 'listen' },
        outcome: 'ok',
      },
    ]);
  });

  test('it is asked by time, by account, by action and by the beginning of one, a page at a time', async () => {
    let now = AT;
    const log = newLog(() => now);
    for (const action of ['supervision.start', 'supervision.stop', 'settings.put', 'recording.read']) {
      log.record(
        entry({ action, actor: { account: action === 'settings.put' ? 'admin' : 'boss', role: 'admin' } }),
      );
      now += 1_000;
    }
    await log.flush();
    expect(await actions({ action: 'supervision.' })).toEqual(['supervision.stop', 'supervision.start']);
    expect(await actions({ action: 'supervision' })).toEqual([]);
    expect(await actions({ actor: 'admin' })).toEqual(['settings.put']);
    expect(await actions({ from: AT + 1_000, to: AT + 2_000 })).toEqual(['settings.put', 'supervision.stop']);
    const first = await listAuditRecords(database, { limit: 3 });
    expect(await actions({ after: first.at(-1)?.auditId })).toEqual(['supervision.start']);
  });

  test('while the database is away it waits in its spool file, and is written once when it is back', async () => {
    const clock = new ManualClock(AT);
    const log = newLog(undefined, clock as never);
    const gathered = async () => {
      clock.advance(20);
      await log.flush();
    };
    await sql`alter table audit_log rename to audit_log_away`.execute(database);
    log.record(entry({ action: 'settings.put' }));
    await gathered();
    log.record(entry({ action: 'settings.remove' }));
    await gathered();
    expect((await spool.read()).map(({ action }) => action)).toEqual(['settings.put', 'settings.remove']);
    expect(said).toMatchObject([['the database refused the audit log; it goes to its spool file', {}]]);
    // Still away a second later.
    clock.advance(1_000);
    await log.flush();
    await sql`alter table audit_log_away rename to audit_log`.execute(database);
    clock.advance(2_000);
    await log.flush();
    expect((await actions()).sort()).toEqual(['settings.put', 'settings.remove']);
    expect(await spool.read()).toEqual([]);
    log.record(entry({ action: 'access.log-in' }));
    await gathered();
    expect(await actions()).toHaveLength(3);
    await log.stop();
  });

  test('what an earlier run left in the spool file is written at the start', async () => {
    const left = {
      auditId: 'left',
      at: AT,
      account: 'boss',
      role: null,
      action: 'a.b',
      subject: null,
      details: {},
      outcome: 'ok',
    };
    await spool.add([left]);
    await newLog().recover();
    await newLog().recover();
    expect(await actions()).toEqual(['a.b']);
  });

  test('what is more than it holds stands in the log of the server', async () => {
    const clock = new ManualClock(AT);
    const log = newLog(undefined, clock as never);
    for (let count = 0; count <= 10_000; count += 1) log.record(entry());
    expect(said).toMatchObject([
      [
        'the audit log is full: this entry stands here alone',
        { account: 'boss', action: 'supervision.start' },
      ],
    ]);
    clock.advance(20);
    await log.flush();
    await log.stop();
  });
});
