import type { AgentId, CallId, CallweaveError } from '@callweave/cti-core';
import type { AgentSession } from '@callweave/web-sdk';
import { keepDrafts, keptDrafts } from './kept-drafts.js';

/** What an agent has typed about a call and not saved yet. */
export interface Draft {
  readonly callId: CallId;
  /** Whose call it is, for when it is gone. */
  readonly who: string;
  readonly text: string;
  /** Why it could not be saved when its call went. */
  readonly error: CallweaveError | null;
}

/**
 * Notes in the making, by call: they outlive whatever happens to the call, the widget that shows them, and a reload of the page.
 * Those of a call that is gone are saved by themselves; a failure leaves them to be read.
 */
export class DraftStore {
  readonly #session: AgentSession;
  readonly #listeners = new Set<() => void>();
  readonly #saving = new Set<CallId>();
  drafts: ReadonlyMap<CallId, Draft> = new Map();
  /** Whose drafts these are; null before the first picture. */
  #agentId: AgentId | null = null;

  constructor(session: AgentSession) {
    this.#session = session;
    const look = (): void => {
      this.#restore();
      this.#saveWhatIsLeftBehind();
    };
    session.subscribe(look);
    look();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  write(callId: CallId, who: string, text: string): void {
    this.#put({ callId, who, text, error: null });
  }

  /** Saves it as a note; what was typed meanwhile stays. @throws {CallweaveError} the server's refusal */
  async save(callId: CallId): Promise<void> {
    const text = this.drafts.get(callId)?.text ?? '';
    if (text.trim() === '') return;
    await this.#session.addNote(callId, text.trim());
    const now = this.drafts.get(callId);
    if (now === undefined) return;
    const rest = now.text.startsWith(text) ? now.text.slice(text.length) : now.text;
    if (rest === '') this.discard(callId);
    else this.#put({ ...now, text: rest });
  }

  discard(callId: CallId): void {
    const drafts = new Map(this.drafts);
    drafts.delete(callId);
    this.#set(drafts);
  }

  /** What an earlier page of this agent left; what is typed here goes before it. */
  #restore(): void {
    const agentId = this.#session.state.agent?.agentId ?? null;
    if (agentId === null || agentId === this.#agentId) return;
    this.#agentId = agentId;
    const kept = keptDrafts(agentId).map((draft): [CallId, Draft] => [
      draft.callId,
      { ...draft, error: null },
    ]);
    if (kept.length > 0) this.#set(new Map([...kept, ...this.drafts]));
  }

  /** A wrap-up ends by its limit, too: what stands in the field then was meant for that call. */
  #saveWhatIsLeftBehind(): void {
    const { calls, connection } = this.#session.state;
    if (connection !== 'open') return;
    for (const draft of this.drafts.values()) {
      if (draft.error !== null || calls.some((call) => call.callId === draft.callId)) continue;
      if (this.#saving.has(draft.callId)) continue;
      this.#saving.add(draft.callId);
      this.save(draft.callId)
        .catch((error: CallweaveError) => {
          const kept = this.drafts.get(draft.callId);
          if (kept !== undefined) this.#put({ ...kept, error });
        })
        .finally(() => this.#saving.delete(draft.callId));
    }
  }

  #put(draft: Draft): void {
    if (draft.text === '') this.discard(draft.callId);
    else this.#set(new Map(this.drafts).set(draft.callId, draft));
  }

  #set(drafts: ReadonlyMap<CallId, Draft>): void {
    this.drafts = drafts;
    if (this.#agentId !== null) {
      const texts = [...drafts.values()].map(({ callId, who, text }) => ({ callId, who, text }));
      keepDrafts(this.#agentId, texts);
    }
    for (const notify of [...this.#listeners]) notify();
  }
}

const stores = new WeakMap<AgentSession, DraftStore>();

export function draftsOf(session: AgentSession): DraftStore {
  let store = stores.get(session);
  if (store === undefined) {
    store = new DraftStore(session);
    stores.set(session, store);
  }
  return store;
}
