// PGlite in a thread of its own: it blocks its thread for a whole query, and calls must not wait for a report.
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

let syncs = 0;

/** PGlite runs PostgreSQL with -F and its file system has no fsync: a power cut could lose acknowledged rows. */
class DurableNodeFS extends NodeFS {
  async init(postgres, options) {
    const result = await super.init(postgres, options);
    result.emscriptenOpts.preRun.push((module) => {
      const nodefs = module.NODEFS ?? module.FS.filesystems?.NODEFS;
      nodefs.stream_ops.fsync = (stream) => {
        fsyncSync(stream.nfd);
        syncs += 1;
        return 0;
      };
    });
    return result;
  }
}

const asText = Object.fromEntries(workerData.parsedByEngines.map((oid) => [oid, (text) => text]));
const settings = ['wal_sync_method=fsync', 'max_wal_size=128MB', 'shared_buffers=16MB'];
const startParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...settings.flatMap((setting) => ['-c', setting]),
];

const database = await PGlite.create(
  workerData.folder === null
    ? { parsers: asText }
    : { fs: new DurableNodeFS(workerData.folder), parsers: asText, startParams },
);

parentPort.on('message', async ({ id, sql, parameters, close }) => {
  if (close) {
    await database.close().catch(() => undefined);
    parentPort.postMessage({ id, result: { rows: [], fields: [], affected: 0 } });
    parentPort.close();
    return;
  }
  try {
    const result = await database.query(sql, parameters, { rowMode: 'array' });
    parentPort.postMessage({
      id,
      result: {
        rows: result.rows,
        fields: result.fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID })),
        affected: result.affectedRows ?? 0,
        syncs,
      },
    });
  } catch (error) {
    parentPort.postMessage({ id, error: { message: error.message, code: error.code, detail: error.detail } });
  }
});
parentPort.postMessage({ ready: true });
