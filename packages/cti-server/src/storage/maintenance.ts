import type { Clock } from '@callweave/cti-core';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Runner } from '../kernel/index.js';
import type { Database } from './database.js';

interface MaintenanceParts {
  readonly database: Database;
  /** The embedded engine has no autovacuum. */
  readonly embedded: boolean;
  readonly runner: Runner;
  /** Lets go of what is kept no longer. */
  readonly expire: () => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
}

const AFTER_MIDNIGHT_MS = 500;

/** At each local midnight the day's figures begin anew, recordings that are kept no longer are deleted, and the embedded database is vacuumed. Returns its end. */
export function scheduleMaintenance({
  database,
  embedded,
  runner,
  expire,
  clock,
  log,
}: MaintenanceParts): () => Promise<void> {
  let cancel = (): void => undefined;
  let work: Promise<unknown> = Promise.resolve();
  const next = (): void => {
    const midnight = new Date(clock.now()).setHours(24, 0, 0, 0);
    cancel = clock.after(midnight - clock.now() + AFTER_MIDNIGHT_MS, () => {
      runner.newDay();
      work = expire().catch((error) =>
        log.error({ err: error }, 'what is kept no longer could not be deleted'),
      );
      if (embedded) {
        work = work
          .then(() => sql`vacuum (analyze)`.execute(database))
          .catch((error) => log.warn({ err: error }, 'vacuum failed'));
      }
      next();
    });
  };
  next();
  return async () => {
    cancel();
    await work;
  };
}
