import type { FoundRecording, RecordingQuery } from '@callweave/cti-core';

/** What stands in the fields of the search, as it was typed. */
export interface RecordingFilters {
  readonly agentId: string;
  readonly extension: string;
  readonly queueId: string;
  /** Caller or called: whole, `138*` by its beginning, `*1234` by its end. */
  readonly number: string;
  /** Days, as `2026-11-28`, both counted in; by the clock of whoever searches. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly minSeconds: string;
  readonly maxSeconds: string;
  readonly direction: '' | 'inbound' | 'outbound' | 'internal';
  readonly kind: '' | FoundRecording['kind'];
  readonly tag: string;
  readonly disposition: string;
  /** Words of the notes. */
  readonly text: string;
  /** Call data by its key: order, customer … */
  readonly data: Readonly<Record<string, string>>;
}

export const NO_FILTERS: RecordingFilters = {
  agentId: '',
  extension: '',
  queueId: '',
  number: '',
  fromDay: '',
  toDay: '',
  minSeconds: '',
  maxSeconds: '',
  direction: '',
  kind: '',
  tag: '',
  disposition: '',
  text: '',
  data: {},
};

/** A search that the server understands; empty fields ask for nothing. */
export function recordingQuery(filters: RecordingFilters): RecordingQuery {
  const typed = (text: string): string | undefined => text.trim() || undefined;
  const ms = (seconds: string): number | undefined =>
    Number(seconds) > 0 ? Math.round(Number(seconds) * 1_000) : undefined;
  const data = Object.entries(filters.data).flatMap(([name, value]) =>
    value.trim() === '' ? [] : [[name, value.trim()] as const],
  );
  return {
    agentId: typed(filters.agentId),
    extension: typed(filters.extension),
    queueId: typed(filters.queueId),
    number: typed(filters.number.replace(/[^+*0-9A-Za-z]/g, '')),
    from: midnight(filters.fromDay, 0),
    to: midnight(filters.toDay, 1),
    minMs: ms(filters.minSeconds),
    maxMs: ms(filters.maxSeconds),
    direction: filters.direction || undefined,
    kind: filters.kind || undefined,
    tag: typed(filters.tag),
    disposition: typed(filters.disposition),
    text: typed(filters.text),
    ...(data.length === 0 ? {} : { data: Object.fromEntries(data) }),
  };
}

const FOLDED = [
  'extension',
  'queueId',
  'minSeconds',
  'maxSeconds',
  'direction',
  'kind',
  'tag',
  'disposition',
  'text',
] as const satisfies readonly (keyof RecordingFilters)[];

/** How many of those fields are filled that stand folded away. */
export function foldedFilters(filters: RecordingFilters): number {
  const values = [...FOLDED.map((name) => filters[name]), ...Object.values(filters.data)];
  return values.filter((value) => value.trim() !== '').length;
}

/** Whom the agent talked with, as far as a recording says. */
export function otherSide({ direction, caller, called }: FoundRecording): string | null {
  return direction === 'outbound' ? called : caller;
}

function midnight(day: string, daysLater: number): number | undefined {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  // By the calendar: a day of a clock change has 23 or 25 hours.
  return year > 0 ? new Date(year, month - 1, date + daysLater).getTime() : undefined;
}
