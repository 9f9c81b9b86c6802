import type { AgentId } from '@callweave/cti-core';
import type { QueueSettings } from '../acd/acd.schema.js';
import type { GroupingSettings } from '../grouping/index.js';
import type { KernelSettings } from '../kernel/index.js';
import type { AgentConfig, Config } from './config.schema.js';

interface Changeable extends GroupingSettings {
  readonly agents: readonly AgentConfig[];
  readonly queues: readonly QueueSettings[];
}

/** What the kernel has to know of the settings. */
export function kernelSettings(
  { agents, queues, routes, lists, calendars }: Changeable,
  {
    entries,
    recordings,
    outboundGateway,
    parking,
  }: Pick<Config, 'entries' | 'recordings' | 'outboundGateway' | 'parking'>,
  flows: KernelSettings['flows'],
): KernelSettings {
  return {
    agents: agents.map(({ agentId, name, extension, skills, channels, callWaiting }) => ({
      agentId: agentId as AgentId,
      name,
      extension,
      skills,
      channels,
      callWaiting,
    })),
    queues,
    entries,
    flows,
    grouping: { routes, lists, calendars },
    recordAll: recordings.all,
    outboundGateway,
    parkingMs: parking.timeoutMs,
  };
}
