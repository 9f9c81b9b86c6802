import type { AgentId, CallId } from '@callweave/cti-core';

/** What outlives a reload of the page. */
export interface KeptDraft {
  readonly callId: CallId;
  readonly who: string;
  readonly text: string;
}

const KEY = 'callweave-drafts';

/** Drafts that this agent left in this tab; those of another who was here before are thrown away. */
export function keptDrafts(agentId: AgentId): readonly KeptDraft[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (!isRecord(kept) || !Array.isArray(kept.drafts)) return [];
    if (kept.agentId === agentId) return kept.drafts.filter(isDraft);
    sessionStorage.removeItem(KEY);
  } catch {
    // A page without storage keeps its drafts for as long as it stands.
  }
  return [];
}

/** Keeps them for this tab alone, until it is closed. */
export function keepDrafts(agentId: AgentId, drafts: readonly KeptDraft[]): void {
  try {
    if (drafts.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify({ agentId, drafts }));
  } catch {
    // see `keptDrafts`
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isDraft(value: unknown): value is KeptDraft {
  return isRecord(value) && [value.callId, value.who, value.text].every((part) => typeof part === 'string');
}
