import type { AgentId } from '@callweave/cti-core';
import type { QueueSettings } from '../acd/acd.schema.js';
import type { GroupingSettings } from '../grouping/index.js';
import type { KernelSettings } from '../kernel/index.js';
import type { OutboundRule } from '../outbound/index.js';
import type { AgentConfig, Config } from './config.schema.js';

interface Changeable extends GroupingSettings {
  readonly agents: readonly AgentConfig[];
  readonly queues: readonly QueueSettings[];
  readonly trunks: NonNullable<KernelSettings['trunks']>;
  readonly outbound: readonly OutboundRule[];
}

/** What the kernel has to know of the settings. */
export function kernelSettings(
  { agents, queues, trunks, outbound, routes, lists, calendars }: Changeable,
  {
    entries,
    recordings,
    outboundGateway,
    outboundCallerId,
    supervision,
    parking,
  }: Pick<
    Config,
    'entries' | 'recordings' | 'outboundGateway' | 'outboundCallerId' | 'supervision' | 'parking'
  >,
  flows: KernelSettings['flows'],
): KernelSettings {
  return {
    agents: agents.map(
      ({ agentId, name, extension, skills, channels, team, leads, callWaiting, callerId }) => ({
        agentId: agentId as AgentId,
        name,
        extension,
        skills,
        channels,
        callWaiting,
        callerId,
        team,
        leads,
      }),
    ),
    queues,
    entries,
    flows,
    grouping: { routes, lists, calendars },
    recording: {
      rules: recordings.rules,
      otherwise: recordings.all ? 'all' : 'on-demand',
      longestPauseMs: recordings.longestPauseMs,
      keysPauseMs: recordings.keysPauseMs,
    },
    outbound,
    outboundGateway,
    outboundCallerId,
    tellAgent: supervision.tellAgent,
    trunks,
    parkingMs: parking.timeoutMs,
  };
}
