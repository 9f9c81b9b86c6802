import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ANSWER_MS = 30_000;

/**
 * Starts a module of `bench/processes` in a process of its own and asks it things by name. It ends with this process,
 * however that ends.
 * @param {string} name file name without `.mjs`
 */
export function startChild(name) {
  const child = fork(fileURLToPath(new URL(`../processes/${name}.mjs`, import.meta.url)));
  const open = new Map();
  let last = 0;
  let gone = null;
  const end = (why) => {
    gone ??= why;
    for (const question of open.values()) question.reject(new Error(`${name}: ${why}`));
    open.clear();
  };
  child.on('message', ({ id, result, error }) => {
    const question = open.get(id);
    open.delete(id);
    if (error === undefined) question?.resolve(result);
    else question?.reject(new Error(`${name}: ${error}`));
  });
  child.on('exit', (code, signal) => end(`ended with ${code ?? signal}`));
  child.on('error', (error) => end(error.message));

  return {
    ask(what, params = {}) {
      if (gone !== null) return Promise.reject(new Error(`${name}: ${gone}`));
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        const deadline = setTimeout(() => {
          open.delete(id);
          reject(new Error(`${name}: no answer to ${what} in ${ANSWER_MS / 1000} s`));
        }, ANSWER_MS);
        const settle = (how) => (value) => {
          clearTimeout(deadline);
          how(value);
        };
        open.set(id, { resolve: settle(resolve), reject: settle(reject) });
        child.send({ id, what, params });
      });
    },
    /** Ends it, by force after five seconds. */
    async stop() {
      if (gone !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      child.disconnect();
      await ended;
      clearTimeout(force);
    },
  };
}
