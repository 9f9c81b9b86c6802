import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** One program of the system, its output in a log file; `stop` asks, waits, then kills. */
export class Child {
  constructor(name, args, { env = {}, logs, cwd }) {
    mkdirSync(logs, { recursive: true });
    this.name = name;
    this.logFile = join(logs, `${name}.log`);
    this.tail = [];
    const log = createWriteStream(this.logFile, { flags: 'a' });
    this.process = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on('data', (data) => {
        log.write(data);
        this.tail = [...this.tail, ...String(data).split('\n').filter(Boolean)].slice(-20);
      });
    }
    this.exited = new Promise((resolve) =>
      this.process.once('exit', (code, signal) => resolve(code ?? signal)),
    );
    this.ended = false;
    void this.exited.then(() => {
      this.ended = true;
      log.end();
    });
  }

  /** Resolves when `probe` does; rejects with the program's last words when it ends first or 60 s pass. */
  async ready(probe, deadlineMs = 60_000) {
    const until = Date.now() + deadlineMs;
    while (!this.ended) {
      try {
        return await probe();
      } catch (error) {
        if (Date.now() > until)
          throw new Error(
            `${this.name} did not answer in ${deadlineMs / 1000} s: ${error.message}\n${this.tail.join('\n')}`,
          );
      }
      await Promise.race([pause(100), this.exited]);
    }
    throw new Error(
      `${this.name} ended at its start:\n${this.tail.join('\n')}\n(whole log: ${this.logFile})`,
    );
  }

  async stop(graceMs = 8_000) {
    if (this.ended) return;
    this.process.kill('SIGTERM');
    const gone = await Promise.race([this.exited.then(() => true), pause(graceMs, false)]);
    if (!gone) this.process.kill('SIGKILL');
    await this.exited;
  }
}

/** A probe for {@link Child.ready}: the address answers with success. */
export const answers = (url) => async () => {
  const reply = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  return reply;
};
