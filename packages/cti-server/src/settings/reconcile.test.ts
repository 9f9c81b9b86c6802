import { describe, expect, test } from 'vitest';
import { checkConfig } from '../config/config.js';
import type { ConfigInput } from '../config/config.schema.js';
import type { StoredDocument } from '../storage/settings-store.js';
import { documentsOf } from './documents.js';
import { reconcile } from './reconcile.js';

const AT = 1_795_000_000_000;
const file = (queues: ConfigInput['queues'] = []) => documentsOf(checkConfig({ queues }));
const orders = { queueId: 'orders', name: 'Orders' };
const first = () => reconcile([], file([orders]), AT).documents[0]!;
/** As an administrator leaves it. */
const changed = (data: unknown): StoredDocument => ({
  ...first(),
  version: 2,
  data,
  changedBy: 'boss',
});
const renamed = { ...(first().data as object), name: 'Bestellungen' };

describe('file and database (OPS-1)', () => {
  test('a new database takes over what the file says', () => {
    const { documents, written, overruled } = reconcile([], file([orders]), AT);
    expect(documents).toMatchObject([{ kind: 'queue', id: 'orders', version: 1, changedBy: 'file' }]);
    expect([written, overruled]).toEqual([documents, []]);
  });

  test('what was changed while the server ran stays, as long as the file says what it said', () => {
    const stored = [changed(renamed)];
    expect(reconcile(stored, file([orders]), AT)).toEqual({ documents: stored, written: [], overruled: [] });
  });

  test('what was removed while the server ran stays removed, until the file says something new of it', () => {
    const stored = [changed(null)];
    expect(reconcile(stored, file([orders]), AT)).toMatchObject({ documents: [{ data: null }], written: [] });
    const edited = reconcile(stored, file([{ ...orders, ringMs: 9_000 }]), AT);
    expect(edited.documents).toMatchObject([{ version: 3, data: { ringMs: 9_000 } }]);
    expect(edited.overruled).toEqual(stored);
  });

  test('an edit of the file counts; what it overrules is told, unless nobody had changed it or both say the same', () => {
    const edited = file([{ ...orders, name: 'Bestellungen' }]);
    expect(reconcile([changed({ ...renamed, ringMs: 5 })], edited, AT)).toMatchObject({
      documents: [{ version: 3, changedBy: 'file', data: { name: 'Bestellungen', ringMs: 20_000 } }],
      overruled: [{ version: 2, changedBy: 'boss' }],
    });
    expect(reconcile([first()], edited, AT).overruled).toEqual([]);
    expect(reconcile([changed(renamed)], edited, AT)).toMatchObject({
      documents: [{ version: 3 }],
      overruled: [],
    });
  });

  test('what is taken out of the file is removed; what never stood in it stays', () => {
    const own = { ...changed(renamed), id: 'vip', fileData: null };
    const { documents, overruled } = reconcile([first(), own], [], AT);
    expect(documents).toMatchObject([
      { id: 'orders', data: null, fileData: null, version: 2 },
      { id: 'vip', version: 2, data: renamed },
    ]);
    expect(overruled).toEqual([]);
  });

  test('a setting that a newer server has, with its default, is no edit of the file', () => {
    const { comfort: _comfort, ...older } = first().data as Record<string, unknown>;
    const stored = [{ ...changed(renamed), fileData: older }];
    expect(reconcile(stored, file([orders]), AT).written).toEqual([]);
  });
});
