import type { AgentId, QueueId } from '@callweave/cti-core';
import type { QueueInput } from '../../acd/acd.schema.js';
import { queueSettings } from '../../acd/queue-settings.js';
import type { AgentSettings } from '../../agents/change-agents.js';
import type { ChannelSettings } from '../../agents/channels.js';
import type { Skills } from '../../agents/membership.js';
import type { Flow } from '../../ivr/flow.types.js';
import type { KernelSettings } from '../index.js';

const menu: Flow = {
  id: 'main',
  version: 1,
  start: 'menu',
  nodes: {
    menu: {
      type: 'menu',
      prompt: { kind: 'prompt', name: 'greeting' },
      timeoutMs: 5_000,
      retries: 1,
      exits: { '1': 'orders', '9': 'bye' },
      otherwise: 'orders',
    },
    orders: { type: 'queue', queueId: 'orders' as QueueId },
    bye: { type: 'hang-up' },
  },
};

/** Who works where. */
export interface Centre {
  /** Agent → the skills he holds. */
  readonly agents: Readonly<Record<string, Skills>>;
  /** Agent → his capacities by channel; one call, where none are named. */
  readonly channels?: Readonly<Record<string, ChannelSettings>>;
  /** Agents for whom a colleague's call waits while they talk. */
  readonly callWaiting?: readonly string[];
  /** Agent → the number that whom he calls outside sees. */
  readonly callerIds?: Readonly<Record<string, string>>;
  /** Agent → his team, and the teams he leads. */
  readonly teams?: Readonly<Record<string, Pick<AgentSettings, 'team' | 'leads'>>>;
  readonly queues: readonly QueueInput[];
  /** Any other settings, over those of the centre. */
  readonly settings?: Partial<KernelSettings>;
}

/** Each queue is called by its own id as the number; every other number leads to the menu. */
export function settingsOf({
  agents,
  channels,
  callWaiting,
  callerIds,
  teams,
  queues,
  settings,
}: Centre): KernelSettings {
  const straight = queues.map(({ queueId }): [string, Flow] => [
    queueId,
    {
      id: queueId,
      version: 1,
      start: 'queue',
      nodes: { queue: { type: 'queue', queueId: queueId as QueueId } },
    },
  ]);
  return {
    agents: Object.entries(agents).map(([id, skills]) => ({
      agentId: id as AgentId,
      name: id,
      extension: id,
      skills,
      channels: channels?.[id],
      callWaiting: callWaiting?.includes(id) ? 'offer' : 'busy',
      callerId: callerIds?.[id],
      ...teams?.[id],
    })),
    queues: queues.map(queueSettings),
    entries: [
      ...queues.map(({ queueId }) => ({ called: queueId, flow: queueId })),
      { called: 'default', flow: 'main' },
    ],
    flows: { main: menu, ...Object.fromEntries(straight) },
    recording: { rules: [], otherwise: 'all', longestPauseMs: 300_000, keysPauseMs: null },
    outboundGateway: 'pstn',
    ...settings,
  };
}
