import { CallweaveError } from '@callweave/cti-core';
import type { Database } from './database.js';

/** What a setting is about. */
export type SettingsKind =
  | 'queue'
  | 'agent'
  | 'route'
  | 'list'
  | 'calendar'
  | 'trunk'
  | 'outbound-rule'
  | 'alarm';

/** One document of the settings: a queue, an agent, a route … */
export interface StoredDocument {
  readonly kind: SettingsKind;
  readonly id: string;
  /** Counts its changes, removals among them. */
  readonly version: number;
  /** In the shape of the configuration file; null when it was removed. */
  readonly data: unknown;
  /** What the configuration file said of it when it was last read; null when it did not name it. */
  readonly fileData: unknown;
  /** Passwords, which are never told. */
  readonly secrets: { readonly sipPassword: string } | null;
  /** Epoch milliseconds. */
  readonly changedAt: number;
  /** An account; `service` for a service key, `file` for the configuration file. */
  readonly changedBy: string;
}

export type DocumentVersion = Omit<StoredDocument, 'kind' | 'id' | 'fileData' | 'secrets'>;

/** Settings in the database, with every version they had. */
export class SettingsStore {
  constructor(private readonly database: Database) {}

  async readAll(): Promise<StoredDocument[]> {
    const rows = await this.database.selectFrom('settings').selectAll().execute();
    return rows.map((row) => ({
      kind: row.kind,
      id: row.id,
      version: row.version,
      data: row.data,
      fileData: row.file_data,
      secrets: row.secrets as StoredDocument['secrets'],
      changedAt: row.changed_at,
      changedBy: row.changed_by,
    }));
  }

  /** Newest first. */
  async history(kind: SettingsKind, id: string, limit: number): Promise<DocumentVersion[]> {
    const rows = await this.database
      .selectFrom('settings_history')
      .select(['version', 'data', 'changed_at', 'changed_by'])
      .where('kind', '=', kind)
      .where('id', '=', id)
      .orderBy('version', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ version, data, changed_at, changed_by }) => ({
      version,
      data,
      changedAt: changed_at,
      changedBy: changed_by,
    }));
  }

  /**
   * Keeps these, all of them or none, and what they were before.
   * @throws {CallweaveError} `storage.failed`; `settings.changed-meanwhile` when another has written the same version
   */
  async write(documents: readonly StoredDocument[]): Promise<void> {
    try {
      await this.database.transaction().execute(async (tx) => {
        for (const { kind, id, version, data, fileData, secrets, changedAt, changedBy } of documents) {
          const told = { data: text(data), changed_at: changedAt, changed_by: changedBy };
          const kept = { ...told, version, file_data: text(fileData), secrets: text(secrets) };
          const fresh = await tx
            .insertInto('settings_history')
            .values({ kind, id, version, ...told })
            .onConflict((conflict) => conflict.columns(['kind', 'id', 'version']).doNothing())
            .returning('version')
            .execute();
          if (fresh.length === 0) throw changedMeanwhile(kind, id, version);
          await tx
            .insertInto('settings')
            .values({ kind, id, ...kept })
            .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(kept))
            .execute();
        }
      });
    } catch (cause) {
      if (cause instanceof CallweaveError) throw cause;
      throw new CallweaveError(
        'storage.failed',
        'The settings could not be written, and stay as they were.',
        {
          cause,
        },
      );
    }
  }
}

export function changedMeanwhile(kind: SettingsKind, id: string, version: number): CallweaveError {
  return new CallweaveError(
    'settings.changed-meanwhile',
    `The ${kind} ${id} has version ${version} by now.`,
    {
      details: { version },
    },
  );
}

/** Documents are written as JSON text. */
function text(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
