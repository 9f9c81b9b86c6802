import type { LegId } from '@callweave/cti-core';
import { ManualClock, settle } from '@callweave/cti-core/testing';
import { describe, expect, test } from 'vitest';
import { queueSettings } from '../acd/queue-settings.js';
import { groupingSchema } from '../grouping/index.js';
import type { LookupFacts, LookupOutcome, Lookups } from '../lookups/lookups.port.js';
import type { SwitchFact } from '../media-switch/media-switch.port.js';
import { createKernel, createRunner, type JournalEntry } from './index.js';

/** A server without its adapters: one caller, one route, and a CRM that answers as the test says. */
async function callerAt(find: (facts: LookupFacts, signal: AbortSignal) => Promise<LookupOutcome>) {
  const clock = new ManualClock();
  const entries: JournalEntry[] = [];
  let tell: (fact: SwitchFact) => void = () => undefined;
  const lookups: Lookups = { find: (_source, facts, signal) => find(facts, signal) };
  let ids = 0;
  const newId = (): string => `id-${++ids}`;
  const kernel = createKernel({
    ids: newId,
    settings: {
      agents: [],
      queues: [queueSettings({ queueId: 'orders', name: 'Orders' })],
      entries: [{ called: 'default', flow: 'main' }],
      flows: {
        main: {
          id: 'main',
          version: 1,
          start: 'route',
          nodes: { route: { type: 'route', route: 'customers' } },
        },
      },
      grouping: groupingSchema.parse({
        routes: { customers: { lookup: { source: 'crm' }, otherwise: { queueId: 'orders' } } },
      }),
      recording: { rules: [], otherwise: 'on-demand', longestPauseMs: 300_000, keysPauseMs: null },
      outboundGateway: null,
    },
  });
  const runner = createRunner({
    kernel,
    journal: { append: () => undefined, flush: async () => undefined },
    mediaSwitch: {
      execute: async () => undefined,
      onFact(listener) {
        tell = listener;
      },
    },
    lookups,
    clock,
    newId,
    stream: 'test',
  });
  runner.onEvents((some) => void entries.push(...some));
  runner.start();
  const [at, legId] = [clock.now(), 'leg' as LegId];
  tell({ fact: 'switch.up', at, legs: [], extensions: [], gateways: [], restarted: false });
  tell({ fact: 'leg.arrived', at, legId, caller: '138', callerName: null, called: '400', trunk: 'pstn' });
  tell({ fact: 'leg.answered', at, legId });
  await settle();
  const decisions = () =>
    entries.flatMap((entry) => (entry.event === 'call.grouped' ? [entry.data.decision] : []));
  return { clock, runner, decisions };
}

describe('the loop asks the CRM for the kernel (ACD-1)', () => {
  test('what it answers decides', async () => {
    const { decisions } = await callerAt(async ({ caller }) => ({ is: 'found', data: { known: caller } }));
    expect(decisions()).toMatchObject([{ lookup: 'found', queueId: 'orders' }]);
  });

  test('when it hangs, the caller goes on after 800 ms, and its connection is given up', async () => {
    let asked: AbortSignal | undefined;
    const { clock, decisions } = await callerAt((_, signal) => {
      asked = signal;
      return new Promise(() => undefined);
    });
    await clock.run(799);
    expect(decisions()).toEqual([]);
    await clock.run(1);
    expect(decisions()).toMatchObject([{ lookup: 'timed-out' }]);
    expect(asked?.aborted).toBe(true);
  });

  test('when the server stops meanwhile, nothing is waited for', async () => {
    let asked: AbortSignal | undefined;
    const { clock, runner, decisions } = await callerAt((_, signal) => {
      asked = signal;
      return new Promise(() => undefined);
    });
    await runner.stop();
    expect(asked?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
    expect(decisions()).toEqual([]);
  });
});
