import type { LookupFailure, LookupOutcome, Lookups } from '../lookups/lookups.port.js';
import type { Effect } from './kernel.types.js';
import type { RunnerLog } from './runner.types.js';

type LookupStart = Extract<Effect, { do: 'lookup.start' }>;

/**
 * Asks for the kernel, and never asks more than `limit` questions at once: a CRM that hangs costs its callers their
 * data, not the server its memory. Every question that is not cancelled is answered once.
 */
export function createLookupDesk(parts: {
  readonly lookups: Lookups | undefined;
  readonly limit: number;
  readonly onAnswered: (key: string, outcome: LookupOutcome) => void;
  readonly log?: RunnerLog | undefined;
}) {
  const { lookups, limit, onAnswered, log } = parts;
  const asking = new Map<string, AbortController>();
  // A cancelled question counts until its connection is gone.
  let inFlight = 0;

  function answer({ key, callId, source }: LookupStart, outcome: LookupOutcome): void {
    if (outcome.is === 'failed') {
      const { reason, detail } = outcome;
      log?.warn({ callId, source, reason, ...(detail === undefined ? {} : { detail }) }, 'lookup failed');
    }
    onAnswered(key, outcome);
  }

  return {
    start(question: LookupStart) {
      const fail = (reason: LookupFailure) => answer(question, { is: 'failed', reason });
      if (!lookups) return fail('unknown-source');
      if (inFlight >= limit) return fail('too-busy');
      const { key, source, facts } = question;
      const controller = new AbortController();
      asking.set(key, controller);
      inFlight += 1;
      const settle = (outcome: LookupOutcome) => {
        inFlight -= 1;
        if (asking.delete(key)) answer(question, outcome);
      };
      find(lookups, source, facts, controller.signal).then(settle, (error: unknown) => {
        log?.error({ err: error, source }, 'a lookup threw');
        settle({ is: 'failed', reason: 'broken' });
      });
    },
    cancel(key: string): void {
      const controller = asking.get(key);
      asking.delete(key);
      controller?.abort();
    },
    cancelAll(): void {
      for (const key of [...asking.keys()]) this.cancel(key);
    },
    get inFlight(): number {
      return inFlight;
    },
  };
}

/** An adapter that throws at once is one whose promise rejects. */
async function find(lookups: Lookups, ...asked: Parameters<Lookups['find']>): Promise<LookupOutcome> {
  return lookups.find(...asked);
}
