import type { AgentId } from '@callweave/cti-core';
import type { QueueSettings } from '../acd/acd.schema.js';
import type { GroupingSettings } from '../grouping/index.js';
import type { KernelSettings } from '../kernel/index.js';
import type { AgentConfig, Config } from './config.schema.js';

interface Changeable extends GroupingSettings {
  readonly agents: readonly AgentConfig[];
  readonly queues: readonly QueueSettings[];
  readonly trunks: NonNullable<KernelSettings['trunks']>;
}

/** What the kernel has to know of the settings. */
export function kernelSettings(
  { agents, queues, trunks, routes, lists, calendars }: Changeable,
  {
    entries,
    recordings,
    outboundGateway,
    supervision,
  }: Pick<Config, 'entries' | 'recordings' | 'outboundGateway' | 'supervision'>,
  flows: KernelSettings['flows'],
): KernelSettings {
  return {
    agents: agents.map(({ agentId, name, extension, skills, channels, team, leads }) => ({
      agentId: agentId as AgentId,
      name,
      extension,
      skills,
      channels,
      team,
      leads,
    })),
    queues,
    entries,
    flows,
    grouping: { routes, lists, calendars },
    recordAll: recordings.all,
    outboundGateway,
    tellAgent: supervision.tellAgent,
    trunks,
  };
}
