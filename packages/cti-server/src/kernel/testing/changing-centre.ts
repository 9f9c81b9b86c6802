import type { QueueId } from '@callweave/cti-core';
import type { QueueInput } from '../../acd/acd.schema.js';
import { groupingSchema } from '../../grouping/index.js';
import type { Flow } from '../../ivr/index.js';
import type { Centre } from './centre.js';

/* The centre of the histories with a CRM, and what its administrator makes of it. */

export const AGENTS = ['1001', '1002', '1003'];

const otherwise = { queueId: 'orders' };
export const grouping = groupingSchema.parse({
  routes: {
    asking: {
      lookup: { source: 'crm' },
      rules: [
        {
          name: 'gold',
          when: { data: { level: ['gold'] } },
          // biome-ignore lint/suspicious/noThenProperty: the settings' own word
          then: { queueId: 'orders', priority: 10, preferredAgentId: { fromData: 'owner' } },
        },
      ],
      otherwise,
    },
    quick: { otherwise },
  },
});
/** Key 5 leads to rules that ask the CRM, 6 to rules that ask nobody. */
export const flow: Flow = {
  id: 'main',
  version: 1,
  start: 'menu',
  nodes: {
    menu: {
      type: 'menu',
      prompt: { kind: 'prompt', name: 'greeting' },
      timeoutMs: 5_000,
      retries: 1,
      exits: { '1': 'orders', '5': 'asking', '6': 'quick', '9': 'bye' },
      otherwise: 'orders',
    },
    orders: { type: 'queue', queueId: 'orders' as QueueId },
    asking: { type: 'route', route: 'asking' },
    quick: { type: 'route', route: 'quick' },
    bye: { type: 'hang-up' },
  },
};

export const orders: QueueInput = { queueId: 'orders', name: 'Orders', agents: AGENTS };
const service: QueueInput = { queueId: 'service', name: 'Service', agents: ['1001', '1003'] };
const toService: QueueInput['overflow'] = [
  { when: { is: 'waited', ms: 8_000 }, target: { to: 'queue', queueId: 'service' } },
  { when: { is: 'nobody-logged-in' }, target: { to: 'flow', flow: 'main' } },
];
/** What an administrator may do to the queues; the last is to remove them. */
const queueSettings: readonly QueueInput[][] = [
  [orders],
  [{ ...orders, strategy: 'linear', agents: ['1002'], wrapUpMs: 0, ageing: 0 }],
  [{ ...orders, requires: { english: 5 }, relax: [{ afterMs: 5_000, requires: {} }] }, service],
  [
    {
      ...orders,
      strategy: 'round-robin',
      overflow: toService,
      lastAgent: { withinMs: 60_000, waitMs: 9_000 },
    },
    service,
  ],
  [
    {
      ...orders,
      strategy: 'most-skilled',
      comfort: { sounds: [{ kind: 'prompt', name: 'wait' }], everyMs: 5_000 },
    },
  ],
  [service],
  [],
];
const agentSettings: readonly Centre['agents'][] = [
  { '1001': {}, '1002': {}, '1003': {} },
  { '1001': { english: 7 }, '1002': {}, '1003': { english: 4 } },
  { '1002': {}, '1003': {} },
  { '1001': { english: 5 } },
];

/** Agents whom a queue names and nobody has are left out of it, as the checks of the settings ask. */
export function reconfigured(n: number): Pick<Centre, 'agents' | 'queues'> {
  const agents = pick(agentSettings, n) as Centre['agents'];
  const queues = pick(queueSettings, Math.floor(n / agentSettings.length)) as QueueInput[];
  return {
    agents,
    queues: queues.map((queue) => ({
      ...queue,
      agents: (queue.agents ?? []).filter((agent) => Object.hasOwn(agents, agent as string)),
    })),
  };
}

export const exitKeys: QueueInput['exitKeys'] = {
  '1': { to: 'call-back' },
  '2': { to: 'call-back', sound: { kind: 'prompt', name: 'we-call-back' } },
  '3': { to: 'external', number: '13911112222', ringMs: 10_000 },
  '4': { to: 'flow', flow: 'main' },
};

export function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}
