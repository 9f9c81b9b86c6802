import type { CallNote } from '@callweave/cti-core';

/** What agents wrote down about a call. */
export interface WrittenDown {
  readonly disposition: string | null;
  readonly tags: readonly string[];
  readonly notes: readonly CallNote[];
}

export const NOTHING_WRITTEN: WrittenDown = { disposition: null, tags: [], notes: [] };
