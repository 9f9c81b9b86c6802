import type { QueueId } from '@callweave/cti-core';
import { queueSettings } from '../acd/queue-settings.js';
import type { Flow } from '../ivr/index.js';
import type { KernelSettings } from '../kernel/index.js';
import { agentName, type Scenario } from './scenario.schema.js';

/** The settings a kernel runs a scenario by: each queue is called by its own id, without a menu. */
export function centreOf(scenario: Scenario): KernelSettings {
  const members = new Map<string, { agentId: string; level: number; priority: number }[]>();
  const agents: KernelSettings['agents'][number][] = [];
  for (const group of scenario.agents) {
    for (let index = 0; index < group.count; index++) {
      const agentId = agentName(group, index);
      agents.push({ agentId, name: agentId, extension: agentId, skills: group.skills });
      for (const { queueId, level, priority } of group.queues) {
        const list = members.get(queueId) ?? [];
        list.push({ agentId, level, priority });
        members.set(queueId, list);
      }
    }
  }
  const flows = scenario.queues.map(({ queueId }): [string, Flow] => [queueId, straightTo(queueId)]);
  return {
    agents,
    queues: scenario.queues.map((queue) =>
      queueSettings({ ...queue, agents: members.get(queue.queueId) ?? [] }),
    ),
    entries: scenario.queues.map(({ queueId }) => ({ called: queueId, flow: queueId })),
    flows: Object.fromEntries(flows),
    recording: { rules: [], otherwise: 'on-demand', longestPauseMs: 300_000, keysPauseMs: null },
    outboundGateway: null,
  };
}

function straightTo(queueId: QueueId): Flow {
  return { id: queueId, version: 1, start: 'queue', nodes: { queue: { type: 'queue', queueId } } };
}
