import { CallweaveError, type Role } from '@callweave/cti-core';

/** Who did it: an account, as its token says. `account` is the name that was given, where a log-in failed. */
export interface AuditActor {
  readonly account: string;
  /** Null when nobody was let in. */
  readonly role: Role | null;
}

/** One thing that somebody did, or tried, to others or to the settings (ADM-9, OPS-4). */
export interface AuditEntry {
  readonly actor: AuditActor;
  /** What: a command, as `supervision.start`; otherwise `settings.put`, `access.log-in`, `recording.read` … */
  readonly action: string;
  /** Whom or what: an agent's id, a recording's, `queue orders`; null when there is nobody. */
  readonly subject: string | null;
  /** Small; never a password, a token, a phone number or what settings say. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** `ok`, or the code of the error it was refused with. */
  readonly outcome: string;
}

/** Where it is written down who did what. */
export interface AuditLog {
  /** Returns at once and never throws: what is written down must not keep anybody from what he does. */
  record(entry: AuditEntry): void;
}

/** Does the work and writes down how it ended; what it throws is thrown on. */
export async function audited<Result>(
  log: AuditLog,
  what: Omit<AuditEntry, 'outcome'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work();
    log.record({ ...what, outcome: 'ok' });
    return result;
  } catch (error) {
    log.record({ ...what, outcome: error instanceof CallweaveError ? error.code : 'server.failed' });
    throw error;
  }
}
