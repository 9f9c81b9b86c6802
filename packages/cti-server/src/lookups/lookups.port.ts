import type { CallData } from '@callweave/cti-core';

/** What is known of a caller when somebody is asked about him. */
export interface LookupFacts {
  readonly caller: string;
  readonly called: string;
  readonly trunk: string | null;
  /** Keys that led him through the menus. */
  readonly keys: string;
  readonly data: CallData;
}

/** Why a lookup gave no answer, though it was asked. */
export type LookupFailure =
  | 'unknown-source'
  /** The adapter itself failed, which is our mistake. */
  | 'broken'
  /** So many are on their way already that another would only wait. */
  | 'too-busy'
  | 'timed-out'
  | 'cancelled'
  /** No connection, or one that broke. */
  | 'unreachable'
  /** An HTTP status that is neither success nor 404. */
  | 'refused'
  /** Sent on to another host, or round and round. */
  | 'redirected'
  | 'too-large'
  | 'not-json'
  /** JSON, but no object of texts, numbers and truth values; or more than a call holds. */
  | 'wrong-shape';

export type LookupOutcome =
  | { readonly is: 'found'; readonly data: CallData }
  | { readonly is: 'not-found' }
  /** The detail is for the log: a status, an error's code; never a number or an address. */
  | { readonly is: 'failed'; readonly reason: LookupFailure; readonly detail?: string };

/** Those who know callers: a CRM, a database. Asked while a caller waits, so that slowness is a failure too. */
export interface Lookups {
  /** Always resolves, soon after `signal` aborts at the latest. */
  find(source: string, facts: LookupFacts, signal: AbortSignal): Promise<LookupOutcome>;
}
