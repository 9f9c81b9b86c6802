import { PassThrough, Readable } from 'node:stream';
import { CallweaveError } from '@callweave/cti-core';
import { cutOut } from './byte-span.js';
import type { ByteSpan, ObjectStore } from './object-store.port.js';

export interface S3Settings {
  /** Of another store than Amazon's: MinIO, Ceph, OSS, COS … */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  /** Before every key, with its own `/` at the end if it wants one. */
  readonly prefix: string;
  /** When left out, the SDK's own ways to find them: environment, files, instance roles. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  /** The bucket in the path instead of the host's name, as most stores beside Amazon's want it. */
  readonly pathStyle: boolean;
}

/** Of a part of an upload; each is held in memory until it is acknowledged. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
const CONNECT_MS = 5_000;
const IDLE_MS = 30_000;

/**
 * A bucket of an S3-compatible store. Uploads go in parts, so that a broken connection costs one part, and appear under
 * their key when they are whole. Made lazily: without such a store its client is never loaded.
 */
export async function openS3Store(settings: S3Settings): Promise<ObjectStore> {
  const { S3Client, GetObjectCommand, HeadObjectCommand, DeleteObjectCommand } = await import(
    '@aws-sdk/client-s3'
  );
  const { Upload } = await import('@aws-sdk/lib-storage');
  const { endpoint, region, bucket: Bucket, prefix, accessKeyId, secretAccessKey, pathStyle } = settings;
  const client = new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
    // Stores beside Amazon's do not know the newer check sums; what was kept is read back and compared instead.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: IDLE_MS },
  });
  const place = `the bucket ${Bucket}${endpoint === undefined ? '' : ` of ${endpoint}`}`;
  const Key = (key: string) => `${prefix}${key}`;

  const asOurs = (message: string, cause: unknown): CallweaveError => {
    if (cause instanceof CallweaveError) return cause;
    const { name, Code } = cause as { name?: string; Code?: string };
    const why = Code ?? name ?? 'unknown';
    return new CallweaveError('storage.failed', `${message}: ${why}`, { cause, details: { cause: why } });
  };

  return {
    place,
    async put(key, body) {
      // The SDK listens to the stream it is given for its errors only while it reads a part.
      const guarded = new PassThrough();
      guarded.on('error', () => undefined);
      body.once('error', (error) => guarded.destroy(error));
      body.pipe(guarded);
      const upload = new Upload({
        client,
        params: { Bucket, Key: Key(key), Body: guarded },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
      });
      try {
        await upload.done();
      } catch (cause) {
        body.destroy();
        throw asOurs(`${key} could not be kept in ${place}`, cause);
      }
    },
    async read(key, span) {
      try {
        const { Body, ContentRange } = await client.send(
          new GetObjectCommand({
            Bucket,
            Key: Key(key),
            ...(span === undefined ? {} : { Range: rangeHeader(span) }),
          }),
        );
        const body = Body as unknown as Readable;
        if (span === undefined) return body;
        // Some stores give more than was asked for, or all of it.
        const startsAt = Number(/^bytes (\d+)-/.exec(ContentRange ?? '')?.[1] ?? 0);
        return Readable.from(cutOut(body, span, startsAt));
      } catch (cause) {
        if (isMissing(cause))
          throw new CallweaveError('recording.unknown', `${key} is not in ${place}.`, { cause });
        throw asOurs(`${key} could not be read from ${place}`, cause);
      }
    },
    async size(key) {
      try {
        const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: Key(key) }));
        return ContentLength ?? null;
      } catch (cause) {
        if (isMissing(cause)) return null;
        throw asOurs(`${key} cannot be looked at in ${place}`, cause);
      }
    },
    async remove(key) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket, Key: Key(key) }));
      } catch (cause) {
        throw asOurs(`${key} could not be removed from ${place}`, cause);
      }
    },
  };
}

function rangeHeader({ first, last }: ByteSpan): string {
  return `bytes=${first}-${last}`;
}

function isMissing(cause: unknown): boolean {
  const { name, $metadata } = cause as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404;
}
