import type { AgentId } from '@callweave/cti-core';

/** What the grouping rules decided about a call (ACD-1): how it is to be distributed, beyond its queue's own rules. */
export interface CallWants {
  /** Points it begins with. */
  readonly priority: number;
  /** Asked of agents beside what the queue asks: skill → least level. */
  readonly requires: Readonly<Record<string, number>>;
  /** Waits for this agent at most so long, then for any. */
  readonly preferred: { readonly agentId: AgentId; readonly waitMs: number } | null;
  /** Name of the rule. */
  readonly decidedBy: string | null;
}

export const NO_WANTS: CallWants = { priority: 0, requires: {}, preferred: null, decidedBy: null };

/** Longest text of wants that is written on the channel. */
const TEXT_LIMIT = 1_000;

/** In few characters, for the channel's mark; null when there is nothing to say. */
export function wantsText({ priority, requires, preferred, decidedBy }: CallWants): string | null {
  const short = {
    ...(priority === 0 ? {} : { p: priority }),
    ...(Object.keys(requires).length === 0 ? {} : { r: requires }),
    ...(preferred === null ? {} : { a: [preferred.agentId, preferred.waitMs] }),
    ...(decidedBy === null ? {} : { by: decidedBy }),
  };
  const text = JSON.stringify(short);
  return text === '{}' || text.length > TEXT_LIMIT ? null : text;
}

/** Reads {@link wantsText} back; what cannot be read is not wanted. */
export function readWants(text: string | null): CallWants {
  const { p, r, a, by } = objectIn(text);
  const [agentId, waitMs] = Array.isArray(a) ? (a as unknown[]) : [];
  return {
    priority: typeof p === 'number' ? p : 0,
    requires: Object.fromEntries(
      Object.entries(isObject(r) ? r : {}).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number',
      ),
    ),
    preferred:
      typeof agentId === 'string' && typeof waitMs === 'number'
        ? { agentId: agentId as AgentId, waitMs }
        : null,
    decidedBy: typeof by === 'string' ? by : null,
  };
}

function objectIn(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
