import type { AgentId } from '@callweave/cti-core';
import type { z } from 'zod';
import { hoursSchema, type QueueSettings, queueSchema } from '../acd/acd.schema.js';
import { type AlarmRule, alarmSchema } from '../alarms/index.js';
import {
  type AgentConfig,
  agentSchema,
  type Config,
  type TrunkConfig,
  trunkSchema,
} from '../config/config.schema.js';
import { type GroupingSettings, listSchema, routeSchema } from '../grouping/index.js';
import { type OutboundRule, outboundRuleSchema } from '../outbound/index.js';
import type { SettingsKind, StoredDocument } from '../storage/settings-store.js';

/** What each kind of document looks like, where it stands in the configuration file, and which field is its name. */
export const kinds = {
  agent: { section: 'agents', schema: agentSchema, key: 'agentId' },
  queue: { section: 'queues', schema: queueSchema, key: 'queueId' },
  route: { section: 'routes', schema: routeSchema, key: null },
  list: { section: 'lists', schema: listSchema, key: null },
  trunk: { section: 'trunks', schema: trunkSchema, key: 'name' },
  'outbound-rule': { section: 'outbound', schema: outboundRuleSchema, key: 'ruleId' },
  alarm: { section: 'alarms', schema: alarmSchema, key: 'alarmId' },
  calendar: { section: 'calendars', schema: hoursSchema, key: null },
} as const satisfies Record<
  SettingsKind,
  { readonly section: string; readonly schema: z.ZodType; readonly key: string | null }
>;

export const kindNames = Object.keys(kinds) as readonly SettingsKind[];

/** A document of the configuration file. */
export type FileDocument = Pick<StoredDocument, 'kind' | 'id' | 'data'>;

/** What the configuration file says, document by document, in its order. */
export function documentsOf(config: Config): FileDocument[] {
  const named = (kind: SettingsKind, values: Readonly<Record<string, unknown>>): FileDocument[] =>
    Object.entries(values).map(([id, data]) => ({ kind, id, data }));
  return [
    ...config.agents.map(
      ({ sipPassword: _sip, initialPassword: _initial, passwordHash: _hash, ...data }): FileDocument => ({
        kind: 'agent',
        id: data.agentId,
        data,
      }),
    ),
    ...config.queues.map((data): FileDocument => ({ kind: 'queue', id: data.queueId, data })),
    ...config.trunks.map((data): FileDocument => ({ kind: 'trunk', id: data.name, data })),
    ...config.outbound.map((data): FileDocument => ({ kind: 'outbound-rule', id: data.ruleId, data })),
    ...config.alarms.map((data): FileDocument => ({ kind: 'alarm', id: data.alarmId, data })),
    ...named('route', config.routes),
    ...named('list', config.lists),
    ...named('calendar', config.calendars),
  ];
}

/** What can be changed while the server runs. */
export interface ChangeableSettings extends GroupingSettings {
  readonly agents: readonly (AgentConfig & { readonly agentId: AgentId })[];
  readonly queues: readonly QueueSettings[];
  readonly trunks: readonly TrunkConfig[];
  readonly outbound: readonly OutboundRule[];
  readonly alarms: readonly AlarmRule[];
}

/** The documents as settings; those of the kinds that did not change since `before` are the very same objects. */
export function settingsOf(
  documents: readonly StoredDocument[],
  before?: ChangeableSettings,
  changed?: SettingsKind,
): ChangeableSettings {
  const of = (kind: SettingsKind) => documents.filter((one) => one.kind === kind && one.data !== null);
  const byName = <Value>(kind: SettingsKind) =>
    Object.fromEntries(of(kind).map(({ id, data }) => [id, data as Value]));
  const kept = (kind: SettingsKind) => (before && changed !== kind ? before : null);
  return {
    agents:
      kept('agent')?.agents ?? of('agent').map(({ data }) => data as ChangeableSettings['agents'][number]),
    queues: kept('queue')?.queues ?? of('queue').map(({ data }) => data as QueueSettings),
    trunks: kept('trunk')?.trunks ?? of('trunk').map(({ data }) => data as TrunkConfig),
    outbound: kept('outbound-rule')?.outbound ?? of('outbound-rule').map(({ data }) => data as OutboundRule),
    alarms: kept('alarm')?.alarms ?? of('alarm').map(({ data }) => data as AlarmRule),
    routes: kept('route')?.routes ?? byName<GroupingSettings['routes'][string]>('route'),
    lists: kept('list')?.lists ?? byName<GroupingSettings['lists'][string]>('list'),
    calendars: kept('calendar')?.calendars ?? byName<GroupingSettings['calendars'][string]>('calendar'),
  };
}

/** True when two documents say the same, in whatever order their fields stand. */
export function same(one: unknown, other: unknown): boolean {
  return one === other || canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
