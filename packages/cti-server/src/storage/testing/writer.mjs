// Writes rows one commit at a time and says each number once it is acknowledged; a test kills it in the middle.
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('../pglite/pglite.worker.mjs', import.meta.url), {
  workerData: { folder: process.argv[2], parsedByEngines: [] },
});
let id = 0;
const ask = (sql) =>
  new Promise((resolve, reject) => {
    id += 1;
    worker.once('message', (answer) =>
      answer.error ? reject(new Error(answer.error.message)) : resolve(answer.result),
    );
    worker.postMessage({ id, sql, parameters: [] });
  });
await new Promise((resolve) => worker.once('message', resolve));
await ask('create table if not exists written (n int primary key)');
for (;;) {
  const { rows } = await ask('insert into written select coalesce(max(n), 0) + 1 from written returning n');
  process.stdout.write(`${rows[0][0]}\n`);
}
