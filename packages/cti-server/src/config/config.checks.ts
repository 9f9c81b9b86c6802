import { CallweaveError, type ErrorCode } from '@callweave/cti-core';
import type { z } from 'zod';
import type { QueueSettings } from '../acd/acd.schema.js';
import type { AlarmRule } from '../alarms/index.js';
import { checkGrouping, checkHours, type GroupingSettings } from '../grouping/index.js';
import type { Flow } from '../ivr/index.js';
import type { OutboundRule } from '../outbound/index.js';

/** One thing that is wrong in settings. */
export interface Mistake {
  /** Place in the settings, joined by dots. */
  readonly path: string;
  readonly message: string;
}

/** The settings that name one another. */
export interface SiteSettings extends GroupingSettings {
  readonly agents: readonly {
    readonly agentId: string;
    readonly extension: string;
    readonly role: string;
    readonly leads?: readonly string[] | undefined;
  }[];
  readonly queues: readonly QueueSettings[];
  readonly trunks: readonly { readonly name: string }[];
  readonly outbound: readonly OutboundRule[];
  readonly alarms: readonly (Pick<AlarmRule, 'when' | 'clearAt'> & { readonly alarmId: string })[];
  readonly entries: readonly { readonly called: string; readonly flow: string }[];
  readonly lookups: Readonly<Record<string, unknown>>;
}

/** Everything in well-formed settings that does not fit together; what their flows say, {@link checkFlow} looks at. */
export function checkSite(site: SiteSettings): Mistake[] {
  const known = {
    // Callers are sent to queues for calls only.
    queues: new Set<string>(
      site.queues.flatMap(({ queueId, channel }) => (channel === 'voice' ? [queueId] : [])),
    ),
    agents: new Set(site.agents.map((agent) => agent.agentId)),
    lookups: new Set(Object.keys(site.lookups)),
  };
  return [
    ...repeated(site.agents, 'agents', 'agent', (agent) => agent.agentId),
    ...repeated(site.agents, 'agents', 'extension', (agent) => agent.extension),
    ...site.agents.flatMap(({ role, leads }, at) =>
      leads === undefined || role === 'supervisor'
        ? []
        : [
            {
              path: `agents.${at}.leads`,
              message: 'only a supervisor leads teams; an administrator has all',
            },
          ],
    ),
    ...repeated(site.queues, 'queues', 'queue', (queue) => queue.queueId),
    ...repeated(site.trunks, 'trunks', 'trunk', (trunk) => trunk.name),
    ...repeated(site.outbound, 'outbound', 'rule', (rule) => rule.ruleId),
    ...site.outbound.flatMap((rule, at) => checkOutbound(`outbound.${at}`, rule, site.outbound.slice(0, at))),
    ...repeated(site.alarms, 'alarms', 'alarm', (alarm) => alarm.alarmId),
    ...site.alarms.flatMap((alarm, at) => checkAlarm(`alarms.${at}`, alarm, site)),
    ...repeated(site.entries, 'entries', 'called number', (entry) => entry.called),
    ...site.queues.flatMap((queue, at) => checkQueue(`queues.${at}`, queue, known)),
    ...checkGrouping(site, known),
  ];
}

/** What a flow names that the settings do not have. */
export function checkFlow(flow: Flow | null, { queues, routes }: SiteSettings): Mistake[] {
  return Object.entries(flow?.nodes ?? {}).flatMap(([name, node]) => {
    if (node.type === 'route' && !Object.hasOwn(routes, node.route)) {
      return [{ path: `nodes.${name}.route`, message: `there is no route ${node.route}` }];
    }
    if (node.type === 'queue') {
      const queue = queues.find(({ queueId }) => queueId === node.queueId);
      const path = `nodes.${name}.queueId`;
      if (!queue) return [{ path, message: `there is no queue ${node.queueId}` }];
      if (queue.channel !== 'voice')
        return [{ path, message: `queue ${node.queueId} is for ${queue.channel}, not for calls` }];
    }
    return [];
  });
}

/** Every flow that the settings name: callers begin in it, or a rule of a queue sends them there. */
export function flowsNamed({ entries, queues }: Pick<SiteSettings, 'entries' | 'queues'>): Set<string> {
  const flows = queues.flatMap((queue) =>
    targetsOf(queue).flatMap(({ target }) => (target.to === 'flow' ? [target.flow] : [])),
  );
  return new Set([...entries.map(({ flow }) => flow), ...flows]);
}

/** Where a queue may send its callers, by its rules and by their keys, and where it says so. */
export function targetsOf({ overflow, exitKeys }: QueueSettings) {
  return [
    ...overflow.map(({ target }, at) => ({ path: `overflow.${at}.target`, target })),
    ...Object.entries(exitKeys).map(([key, target]) => ({ path: `exitKeys.${key}`, target })),
  ];
}

function repeated<Item>(
  items: readonly Item[],
  path: string,
  what: string,
  keyOf: (item: Item) => string,
): Mistake[] {
  const seen = new Set<string>();
  return items.flatMap((item, at) => {
    const key = keyOf(item);
    if (seen.has(key)) return [{ path: `${path}.${at}`, message: `${what} ${key} is there twice` }];
    seen.add(key);
    return [];
  });
}

function checkQueue(
  path: string,
  queue: QueueSettings,
  known: { readonly queues: ReadonlySet<string>; readonly agents: ReadonlySet<string> },
): Mistake[] {
  const { queueId, agents, relax, overflow, hours } = queue;
  const mistakes: Mistake[] = [];
  const mistake = (at: string, message: string) => mistakes.push({ path: `${path}.${at}`, message });
  for (const { agentId } of agents) {
    if (!known.agents.has(agentId)) mistake('agents', `there is no agent ${agentId}`);
  }
  mistakes.push(...repeated(agents, `${path}.agents`, 'agent', ({ agentId }) => agentId));
  relax.forEach(({ afterMs }, at) => {
    if (afterMs <= (relax[at - 1]?.afterMs ?? -1))
      mistake(`relax.${at}.afterMs`, 'each step is later than the one before');
  });
  for (const { path: at, target } of targetsOf(queue)) {
    if (target.to === 'queue' && target.queueId === queueId) {
      mistake(`${at}.queueId`, 'it sends callers to itself');
    } else if (target.to === 'queue' && !known.queues.has(target.queueId)) {
      mistake(`${at}.queueId`, `there is no queue ${target.queueId}`);
    }
    if (target.to === 'agent' && !known.agents.has(target.agentId)) {
      mistake(`${at}.agentId`, `there is no agent ${target.agentId}`);
    }
  }
  overflow.forEach(({ when }, at) => {
    if (when.is === 'closed' && hours === null) {
      mistake(`overflow.${at}.when`, 'the queue has no hours, and is never closed');
    }
  });
  if (hours) mistakes.push(...checkHours(`${path}.hours`, hours));
  if (queue.channel !== 'voice') {
    for (const at of ofCallsOnly(queue))
      mistake(at, `only queues of calls have it, and this is for ${queue.channel}`);
  }
  return mistakes;
}

/** Gateways are of the switch, and known when it says so; here only what can never be meant. */
function checkOutbound(path: string, rule: OutboundRule, before: readonly OutboundRule[]): Mistake[] {
  const { prefix, gateways } = rule;
  const same = before.find((one) => one.prefix === prefix);
  return [
    ...(same ? [{ path: `${path}.prefix`, message: `rule ${same.ruleId} has the same prefix` }] : []),
    ...repeated(gateways, `${path}.gateways`, 'gateway', (gateway) => gateway),
  ];
}

function checkAlarm(
  path: string,
  { when, clearAt }: SiteSettings['alarms'][number],
  { queues, agents, trunks }: SiteSettings,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const mistake = (at: string, message: string) => mistakes.push({ path: `${path}.${at}`, message });
  const isNone = (wanted: string | undefined, known: readonly string[]) =>
    wanted !== undefined && !known.includes(wanted);
  if (
    'queueId' in when &&
    isNone(
      when.queueId,
      queues.map(({ queueId }) => queueId),
    )
  )
    mistake('when.queueId', `there is no queue ${when.queueId}`);
  if (
    'agentId' in when &&
    isNone(
      when.agentId,
      agents.map(({ agentId }) => agentId),
    )
  )
    mistake('when.agentId', `there is no agent ${when.agentId}`);
  // Others are of the switch, and known when it says so; but the share in use is that of a size.
  if (
    when.is === 'trunk-share' &&
    isNone(
      when.trunk,
      trunks.map(({ name }) => name),
    )
  )
    mistake('when.trunk', `nothing is said of the channels of trunk ${when.trunk}`);
  if (clearAt === undefined) return mistakes;
  const above = 'aboveMs' in when ? when.aboveMs : 'above' in when ? when.above : null;
  if (above !== null && clearAt > above) mistake('clearAt', `it lies above the threshold of ${above}`);
  if ('below' in when && clearAt < when.below)
    mistake('clearAt', `it lies below the threshold of ${when.below}`);
  return mistakes;
}

/** What a queue says that means something for calls alone. */
function ofCallsOnly(queue: QueueSettings): string[] {
  const { strategy, overflow, exitKeys, lastAgent, resumeMs, announce, comfort } = queue;
  return Object.entries({
    strategy: strategy === 'ring-all',
    overflow: overflow.length > 0,
    exitKeys: Object.keys(exitKeys).length > 0,
    lastAgent: lastAgent !== null,
    resumeMs: resumeMs > 0,
    announce: announce !== null,
    comfort: comfort !== null,
  }).flatMap(([name, given]) => (given ? [name] : []));
}

/** What a schema found, in our form. */
export function mistakesOf({ issues }: z.ZodError): Mistake[] {
  return issues.map(({ path, message }) => ({ path: path.join('.'), message }));
}

/** An error whose message lists every mistake and where it is, and whose `details.issues` holds them. */
export function mistaken(
  code: ErrorCode,
  what: string,
  issues: readonly Mistake[],
  source: (path: string) => string = () => '',
): CallweaveError {
  const lines = issues.map(
    ({ path, message }) => `  ${path === '' ? '(top level)' : path}: ${message}${source(path)}`,
  );
  return new CallweaveError(code, `${what} ${issues.length} mistake(s):\n${lines.join('\n')}`, {
    details: { issues },
  });
}
