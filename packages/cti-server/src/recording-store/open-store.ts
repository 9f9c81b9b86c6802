import { resolve } from 'node:path';
import { CallweaveError } from '@callweave/cti-core';
import { z } from 'zod';
import { FolderStore } from '../object-store/folder-store.js';
import type { ObjectStore } from '../object-store/object-store.port.js';
import { openS3Store } from '../object-store/s3-store.js';
import { sealStore } from '../object-store/sealed-store.js';

const text = z.string().min(1).max(200);

/** Where recordings are kept for long, and whether encrypted (REC-3). */
export const recordingStoreSchema = z.strictObject({
  /** Left out: they stay where the switch wrote them. */
  store: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) }),
      z.strictObject({
        kind: z.literal('s3'),
        bucket: text,
        region: text.default('us-east-1'),
        /** Of another store than Amazon's. */
        endpoint: z
          .string()
          .regex(/^https?:\/\//, 'an http:// or https:// address')
          .optional(),
        prefix: z.string().max(200).default(''),
        /** Left out: found as the AWS SDK finds them, in the environment for example. */
        accessKeyId: text.optional(),
        secretAccessKey: text.optional(),
        pathStyle: z.boolean().default(true),
      }),
    ])
    .optional(),
  /** Needs a `store`. Lines as age-keygen writes them: the first encrypts, all of them open. */
  encryption: z
    .strictObject({
      identities: z
        .array(z.string().regex(/^AGE-SECRET-KEY-1[0-9A-Z]+$/, 'a line of age-keygen: AGE-SECRET-KEY-1…'))
        .min(1),
    })
    .optional(),
});

/**
 * Opens the store of the settings; null when recordings stay where they are.
 * @throws {CallweaveError} `config.invalid`
 */
export async function openRecordingStore(
  { store, encryption }: z.output<typeof recordingStoreSchema>,
  folder: string,
): Promise<ObjectStore | null> {
  if (store === undefined) {
    if (encryption === undefined) return null;
    throw new CallweaveError(
      'config.invalid',
      'recordings.encryption needs recordings.store: what the switch writes is not encrypted, and has to be moved.',
    );
  }
  const opened: ObjectStore =
    store.kind === 'folder' ? new FolderStore(resolve(folder, store.path)) : await openS3Store(store);
  return encryption === undefined ? opened : sealStore(opened, encryption.identities);
}
