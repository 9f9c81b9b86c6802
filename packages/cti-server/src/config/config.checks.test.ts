import { CallweaveError } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { checkConfig } from './config.js';
import type { ConfigInput } from './config.schema.js';

const agent = (agentId: string, extension = agentId) => ({
  agentId,
  name: agentId,
  extension,
  sipPassword: 'secret',
});

/** Path and message of each mistake. */
function mistakesIn(config: ConfigInput): unknown {
  try {
    checkConfig(config);
    return [];
  } catch (error) {
    if (error instanceof CallweaveError && error.code === 'config.invalid') return error.details['issues'];
    throw error;
  }
}

describe('settings that do not fit together are refused, each with its place (ACD-3, ACD-4)', () => {
  test('what rules of overflow name must be there', () => {
    const when = { is: 'nobody-logged-in' } as const;
    expect(
      mistakesIn({
        agents: [agent('1001')],
        queues: [
          { queueId: 'service', name: 'Service' },
          {
            queueId: 'orders',
            name: 'Orders',
            overflow: [
              { when, target: { to: 'queue', queueId: 'service' } },
              { when, target: { to: 'queue', queueId: 'night' } },
              { when, target: { to: 'queue', queueId: 'orders' } },
              { when, target: { to: 'agent', agentId: '1001' } },
              { when, target: { to: 'agent', agentId: '1009' } },
              { when: { is: 'closed' }, target: { to: 'hang-up' } },
            ],
            exitKeys: { '0': { to: 'queue', queueId: 'day' }, '1': { to: 'queue', queueId: 'service' } },
          },
        ],
      }),
    ).toEqual([
      { path: 'queues.1.overflow.1.target.queueId', message: 'there is no queue night' },
      { path: 'queues.1.overflow.2.target.queueId', message: 'it sends callers to itself' },
      { path: 'queues.1.overflow.4.target.agentId', message: 'there is no agent 1009' },
      { path: 'queues.1.exitKeys.0.queueId', message: 'there is no queue day' },
      { path: 'queues.1.overflow.5.when', message: 'the queue has no hours, and is never closed' },
    ]);
  });

  test('members are known and stand there once, relaxation goes forward, openings open', () => {
    const hours = { timeZone: 'Asia/Shanghai', weekly: [{ days: [1], from: '09:00', to: '09:00' }] };
    expect(
      mistakesIn({
        agents: [agent('1001')],
        queues: [
          {
            queueId: 'orders',
            name: 'Orders',
            agents: ['1001', '1001', '7'],
            relax: [{ afterMs: 10_000 }, { afterMs: 10_000 }],
            hours,
          },
        ],
      }),
    ).toEqual([
      { path: 'queues.0.agents', message: 'there is no agent 7' },
      { path: 'queues.0.agents.1', message: 'agent 1001 is there twice' },
      { path: 'queues.0.relax.1.afterMs', message: 'each step is later than the one before' },
      { path: 'queues.0.hours.weekly.0', message: expect.stringContaining('09:00') },
    ]);
  });

  test('outbound rules and their prefixes are there once, and each gateway once in its rule (AGT-3)', () => {
    const gateways = ['a', 'b'];
    expect(
      mistakesIn({
        outbound: [
          { ruleId: 'mobile', prefix: '1', gateways },
          { ruleId: 'mobiles', prefix: '1', gateways },
          { ruleId: 'mobile', prefix: '0', gateways: ['a', 'b', 'a'] },
        ],
      }),
    ).toEqual([
      { path: 'outbound.2', message: 'rule mobile is there twice' },
      { path: 'outbound.1.prefix', message: 'rule mobile has the same prefix' },
      { path: 'outbound.2.gateways.2', message: 'gateway a is there twice' },
    ]);
    expect(
      mistakesIn({
        outbound: [{ ruleId: 'all', prefix: 'x', gateways: [], strip: -1, callerId: '12 34' }],
      }),
    ).toMatchObject([
      { path: 'outbound.0.prefix' },
      { path: 'outbound.0.gateways' },
      { path: 'outbound.0.strip' },
      { path: 'outbound.0.callerId', message: expect.stringContaining('a telephone number') },
    ]);
  });

  test('ids and extensions are there once', () => {
    expect(mistakesIn({ agents: [agent('1001'), agent('1002', '1001'), agent('1001', '5')] })).toEqual([
      { path: 'agents.2', message: 'agent 1001 is there twice' },
      { path: 'agents.1', message: 'extension 1001 is there twice' },
    ]);
  });
});
