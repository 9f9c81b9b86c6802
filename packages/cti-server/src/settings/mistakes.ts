import type { Mistake, SiteSettings } from '../config/config.checks.js';
import type { OutboundRule } from '../outbound/index.js';
import type { StoredDocument } from '../storage/settings-store.js';
import { kinds } from './documents.js';

/** `queues.3.agents` → `queues.orders.agents`. */
export function byName({ path, message }: Mistake, site: SiteSettings): Mistake {
  const [section, at, ...rest] = path.split('.');
  const key = Object.values(kinds).find((one) => one.section === section)?.key ?? null;
  const items = Object.entries(site).find(([name]) => name === section)?.[1];
  const item: unknown = Array.isArray(items) ? items[Number(at)] : undefined;
  const name = key === null ? undefined : (item as Record<string, unknown> | undefined)?.[key];
  return { path: typeof name === 'string' ? [section, name, ...rest].join('.') : path, message };
}

export function under(place: string, { path, message }: Mistake): Mistake {
  return { path: `${place}.${path}`, message };
}

/** What an outbound rule names and the switch does not have; nothing is said while the switch is not there to be asked. */
export function unknownGateways(
  { kind, id, data }: Pick<StoredDocument, 'kind' | 'id' | 'data'>,
  known: readonly string[] | null,
): Mistake[] {
  if (kind !== 'outbound-rule' || known === null) return [];
  const { gateways } = data as OutboundRule;
  return gateways.flatMap((gateway, at) =>
    known.includes(gateway)
      ? []
      : [{ path: `outbound.${id}.gateways.${at}`, message: `the switch has no gateway ${gateway}` }],
  );
}
