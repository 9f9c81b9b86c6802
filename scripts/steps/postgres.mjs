import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresBin, unprivileged } from './programs.mjs';

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

function shell(command) {
  const [program, args] = unprivileged(command);
  const result = spawnSync(program, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command}: ${result.stderr || result.stdout}`);
}

/** Starts a PostgreSQL server of its own on loopback in a folder of its own; `stop` removes both. */
export async function startPostgres() {
  const bin = postgresBin();
  const folder = mkdtempSync(join(tmpdir(), 'callweave-postgres-'));
  chmodSync(folder, 0o777);
  const data = join(folder, 'data');
  const port = await freePort();
  shell(`${bin}/initdb -D ${data} -U callweave --auth=trust --encoding=UTF8 --locale=C.UTF-8`);
  shell(
    `${bin}/pg_ctl -D ${data} -w -t 30 -l ${folder}/log -o "-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start`,
  );
  return {
    /** What it says. */
    log: join(folder, 'log'),
    url: `postgres://callweave@127.0.0.1:${port}/postgres`,
    stop() {
      shell(`${bin}/pg_ctl -D ${data} -m fast -w stop`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
