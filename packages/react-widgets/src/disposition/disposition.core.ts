import type { CallNote } from '@callweave/cti-core';
import type { AgentCall, AgentSessionState } from '@callweave/web-sdk';
import { subjectOf } from '../call-lines/call-words.js';

/** How a call can end for the business; a queue's settings name them. */
export interface DispositionCode {
  readonly code: string;
  readonly name: string;
}

/** The codes of every queue alike, or of the call's own. */
export type DispositionCodes = readonly DispositionCode[] | ((call: AgentCall) => readonly DispositionCode[]);

export interface DispositionView {
  /** The call that is written about: the present one, in an consultation the caller's; null without one. */
  readonly call: AgentCall | null;
  readonly codes: readonly DispositionCode[];
  readonly chosen: string | null;
  readonly tags: readonly string[];
  readonly notes: readonly CallNote[];
  readonly canAnnotate: boolean;
}

/** The contract's limits. */
export const MOST_TAGS = 20;
export const LONGEST_TAG = 40;
export const LONGEST_NOTE = 2_000;

export function dispositionView(state: AgentSessionState, codes: DispositionCodes): DispositionView {
  const call = subjectOf(state);
  return {
    call,
    codes: call === null ? [] : typeof codes === 'function' ? codes(call) : codes,
    chosen: call?.disposition ?? null,
    tags: call?.tags ?? [],
    notes: call?.notes ?? [],
    canAnnotate: call?.can.annotate === true,
  };
}

/** The tags with one more, as the contract takes them; the same list when it says nothing new. */
export function withTag(tags: readonly string[], typed: string): readonly string[] {
  const tag = typed.trim().slice(0, LONGEST_TAG);
  return tag === '' || tags.includes(tag) || tags.length >= MOST_TAGS ? tags : [...tags, tag];
}
