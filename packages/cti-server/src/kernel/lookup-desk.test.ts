import type { CallId } from '@callweave/cti-core';
import { settle } from '@callweave/cti-core/testing';
import { describe, expect, test } from 'vitest';
import type { LookupOutcome, Lookups } from '../lookups/lookups.port.js';
import { createLookupDesk } from './lookup-desk.js';

const FACTS = { caller: '13800138000', called: '400', trunk: null, keys: '', data: {} };
const NOT_FOUND: LookupOutcome = { is: 'not-found' };

/** A CRM whose answers the test gives, and what the desk hands on of them. */
function desk(limit = 200, lookups?: Lookups) {
  const open: { answer: (outcome: LookupOutcome) => void; signal: AbortSignal }[] = [];
  const answered: [string, LookupOutcome][] = [];
  const logged: Record<string, unknown>[] = [];
  const log = (fields: Record<string, unknown>) => void logged.push(fields);
  const crm: Lookups = {
    find: (_source, _facts, signal) => new Promise((answer) => void open.push({ answer, signal })),
  };
  const of = createLookupDesk({
    lookups: lookups ?? crm,
    limit,
    onAnswered: (key, outcome) => void answered.push([key, outcome]),
    log: { warn: log, error: log },
  });
  const start = (key: string) =>
    of.start({ do: 'lookup.start', key, callId: 'c1' as CallId, source: 'crm', facts: FACTS });
  return { of, start, open, answered, logged };
}

describe('questions on their way to the CRM (ACD-1)', () => {
  test('each is answered once, under its own key', async () => {
    const { start, open, answered, of } = desk();
    start('one');
    start('two');
    open[1]?.answer(NOT_FOUND);
    await settle();
    open[0]?.answer({ is: 'found', data: { level: 'gold' } });
    await settle();
    expect(answered).toEqual([
      ['two', NOT_FOUND],
      ['one', { is: 'found', data: { level: 'gold' } }],
    ]);
    expect(of.inFlight).toBe(0);
  });

  test('given a CRM that hangs, then the 201st caller goes on at once, and the log says why', async () => {
    const { start, open, answered, logged } = desk();
    for (let at = 1; at <= 201; at += 1) start(`key-${at}`);
    expect(open).toHaveLength(200);
    expect(answered).toEqual([['key-201', { is: 'failed', reason: 'too-busy' }]]);
    expect(logged).toEqual([{ callId: 'c1', source: 'crm', reason: 'too-busy' }]);
    open[0]?.answer(NOT_FOUND);
    await settle();
    start('key-202');
    expect(open).toHaveLength(201);
  });

  test('one that is called off is aborted, and counts until its connection is gone', async () => {
    const { start, open, answered, of } = desk(1);
    start('one');
    of.cancel('one');
    expect(open[0]?.signal.aborted).toBe(true);
    expect(of.inFlight).toBe(1);
    open[0]?.answer({ is: 'failed', reason: 'cancelled' });
    await settle();
    expect(of.inFlight).toBe(0);
    expect(answered).toEqual([]);
  });

  test('when the server stops, all are called off', () => {
    const { start, open, of } = desk();
    start('one');
    start('two');
    of.cancelAll();
    expect(open.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });

  test('an adapter that throws hurts nobody', async () => {
    const { start, answered } = desk(200, {
      find: () => {
        throw new Error('a mistake');
      },
    });
    start('one');
    await settle();
    expect(answered).toEqual([['one', { is: 'failed', reason: 'broken' }]]);
  });

  test('what is logged of a failure has no number in it', async () => {
    const { start, open, logged } = desk();
    start('one');
    open[0]?.answer({ is: 'failed', reason: 'refused', detail: 'HTTP 500' });
    await settle();
    expect(logged).toEqual([{ callId: 'c1', source: 'crm', reason: 'refused', detail: 'HTTP 500' }]);
  });
});
