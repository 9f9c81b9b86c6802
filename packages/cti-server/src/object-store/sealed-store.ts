import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { CallweaveError } from '@callweave/cti-core';
import * as age from 'age-encryption';
import { cutOut } from './byte-span.js';
import type { ObjectStore } from './object-store.port.js';

/** X25519 identities as `age-keygen` writes them: the first seals, all of them open. */
export type Identities = readonly string[];

/** The payload comes in pieces of so many bytes (age v1, "Payload"), each with a tag of 16. */
const PIECE = 64 * 1024;
const TAG = 16;

/**
 * A store in which everything lies encrypted: in the format of age (https://age-encryption.org/v1), so that the files can be
 * opened without this server by anybody who has the identity. A key is known by the suffix `.age`.
 */
export async function sealStore(store: ObjectStore, identities: Identities): Promise<ObjectStore> {
  const encrypter = new age.Encrypter();
  const decrypter = new age.Decrypter();
  try {
    const [first] = identities;
    if (first === undefined) throw new Error('no identity');
    encrypter.addRecipient(await age.identityToRecipient(first));
    for (const identity of identities) decrypter.addIdentity(identity);
  } catch (cause) {
    throw new CallweaveError(
      'config.invalid',
      'recordings.encryption.identities: lines as age-keygen writes them, AGE-SECRET-KEY-1…',
      { cause },
    );
  }
  const sealed = (key: string) => `${key}.age`;
  return {
    place: `${store.place}, encrypted`,
    async put(key, body) {
      const cipher = await encrypter.encrypt(Readable.toWeb(body) as unknown as ReadableStream<Uint8Array>);
      await store.put(sealed(key), Readable.fromWeb(cipher as unknown as WebStream));
    },
    async read(key, span) {
      const cipher = await store.read(sealed(key));
      try {
        const plain = await decrypter.decrypt(
          Readable.toWeb(cipher) as unknown as ReadableStream<Uint8Array>,
        );
        const readable = Readable.fromWeb(plain as unknown as WebStream);
        // The pieces cannot be sought in from outside: what comes before is opened and passed over.
        return span === undefined ? readable : Readable.from(cutOut(readable, span));
      } catch (cause) {
        cipher.destroy();
        throw new CallweaveError(
          'storage.failed',
          `${key} cannot be opened with the identities of the settings`,
          {
            cause,
          },
        );
      }
    },
    async size(key) {
      const whole = await store.size(sealed(key));
      return whole === null ? null : plainSize(whole, await headerSize(store, sealed(key)));
    },
    remove: (key) => store.remove(sealed(key)),
  };
}

/** Header, a nonce of 16 bytes, then the pieces. */
function plainSize(whole: number, header: number): number {
  const payload = whole - header - 16;
  const pieces = Math.max(1, Math.ceil(payload / (PIECE + TAG)));
  return payload - pieces * TAG;
}

/** The header ends with the line of its MAC: `--- ` and 43 characters. */
async function headerSize(store: ObjectStore, key: string): Promise<number> {
  const beginning = await store.read(key, { first: 0, last: 4_095 });
  const parts: Uint8Array[] = [];
  for await (const part of beginning as AsyncIterable<Uint8Array>) parts.push(part);
  const text = Buffer.concat(parts).toString('latin1');
  const mac = text.indexOf('\n--- ');
  const end = mac < 0 ? -1 : text.indexOf('\n', mac + 1);
  if (end < 0) throw new CallweaveError('storage.failed', `${key} is no file of age`);
  return end + 1;
}
