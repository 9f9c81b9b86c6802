import type { StoredDocument } from '../storage/settings-store.js';
import { type FileDocument, kinds, same } from './documents.js';

/** What a start makes of the configuration file and the database. */
export interface Reconciled {
  /** Every document, removed ones among them: those of the file in its order, then all others by name. */
  readonly documents: StoredDocument[];
  /** Those of them that have to be written. */
  readonly written: StoredDocument[];
  /** What somebody changed in the database and the file now overrules. */
  readonly overruled: StoredDocument[];
}

/**
 * The rule of file and database: a document stays as it was changed while the server ran, until the file's own text of
 * it changes; then the file counts, and what it overrules stays in the history. Taken out of the file, it is removed.
 */
export function reconcile(
  stored: readonly StoredDocument[],
  file: readonly FileDocument[],
  at: number,
): Reconciled {
  const left = new Map(stored.map((document) => [keyOf(document), document]));
  const written: StoredDocument[] = [];
  const overruled: StoredDocument[] = [];
  const fromFile = (before: StoredDocument | undefined, { kind, id, data }: FileDocument): StoredDocument => {
    const version = (before?.version ?? 0) + 1;
    const document: StoredDocument = {
      kind,
      id,
      version,
      data,
      fileData: data,
      secrets: null,
      changedAt: at,
      changedBy: 'file',
    };
    written.push(document);
    if (before && !same(before.data, before.fileData) && !same(before.data, data)) overruled.push(before);
    return document;
  };
  const documents = file.map((wanted) => {
    const before = left.get(keyOf(wanted));
    left.delete(keyOf(wanted));
    return before && isTextOf(before, wanted.data) ? before : fromFile(before, wanted);
  });
  const others = [...left.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((before) => (before.fileData === null ? before : fromFile(before, { ...before, data: null })));
  return { documents: [...documents, ...others], written, overruled };
}

/** True when the file says of it what it said before; defaults that a later version filled in are no change. */
function isTextOf({ kind, fileData }: StoredDocument, data: unknown): boolean {
  const before = kinds[kind].schema.safeParse(fileData);
  return before.success && same(before.data, data);
}

function keyOf({ kind, id }: Pick<StoredDocument, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}
