import { performance } from 'node:perf_hooks';
import type modesl from 'modesl';
import { describe, expect, it } from 'vitest';
import type { EslEvent } from './esl-event.js';
import { echo, ours, plain, roundTrip, switchThat, useEslPair, within } from './testing/esl-pair.js';
import type { Script } from './testing/scripted-esl-server.js';

/**
 * Commands and their answers: modesl 1.2.1's faults, each shown on plain modesl and repaired in ours against the same switch. When a newer modesl
 * no longer shows one, its test fails here and the repair can go.
 */

useEslPair();

function countWrites(connection: modesl.Connection): () => number {
  const { socket } = connection;
  const write = socket?.write.bind(socket);
  let writes = 0;
  if (socket && write) {
    socket.write = ((text: string) => {
      writes += 1;
      return write(text);
    }) as never;
  }
  return () => writes;
}

describe('fault 1: a command of several lines waits for delayed acknowledgements', () => {
  it('plain modesl writes every header line by itself and leaves the delay on', async () => {
    const on = await switchThat(echo);
    const connection = await plain(on);
    const writes = countWrites(connection);
    connection.send('sendmsg leg', { 'call-command': 'execute', 'execute-app-name': 'answer' });
    expect(writes()).toBe(4);
  });

  it('ours writes it in one piece, and a command takes far less than the delay', async () => {
    const on = await switchThat(echo);
    const connection = await ours(on);
    const writes = countWrites(connection);
    const took: number[] = [];
    for (let time = 0; time < 20; time += 1) {
      const before = performance.now();
      await connection.request('sendmsg leg', { 'call-command': 'execute', 'execute-app-name': 'answer' });
      took.push(performance.now() - before);
    }
    expect(writes()).toBe(20);
    expect(took.sort((a, b) => a - b)[10]).toBeLessThan(20);
  });
});

describe("fault 2: execute's reply is taken for the next command's", () => {
  it('plain modesl gives the reply to sendmsg to the command after it', async () => {
    const connection = await plain(await switchThat(echo));
    await roundTrip(connection);
    connection.execute('answer', '', 'leg-1');
    const reply = await new Promise<EslEvent>((resolve) => connection.sendRecv('noop', resolve as never));
    expect(reply.getHeader('Reply-Text')).toContain('sendmsg');
  });

  it('ours gives each command its own', async () => {
    const connection = await ours(await switchThat(echo));
    connection.execute('answer', '', 'leg-1');
    expect((await connection.request('noop')).getHeader('Reply-Text')).toBe('+OK noop');
  });

  it('ours calls back when the application has ended, or at once when it is refused', async () => {
    const on = await switchThat((command, peer) => {
      if (command.line === 'sendmsg gone') return peer.reply('-ERR invalid session id [gone]');
      peer.reply('+OK');
      peer.event({
        'Event-Name': 'CHANNEL_EXECUTE_COMPLETE',
        'Unique-ID': 'leg-1',
        'Application-UUID': command.headers['event-uuid'],
        'Application-Response': 'FILE PLAYED',
      });
    });
    const connection = await ours(on);
    const run = (leg: string) =>
      new Promise<EslEvent>((resolve) => connection.execute('playback', 'a.wav', leg, resolve as never));
    expect((await run('leg-1')).getHeader('Application-Response')).toBe('FILE PLAYED');
    expect((await run('gone')).getHeader('Modesl-Reply-ERR')).toContain('invalid session');
  });
});

describe('fault 3: an api the login may not use is answered by a command/reply', () => {
  const denies: Script = (command, peer) => {
    if (command.line === 'api secret') peer.reply('-ERR permission denied');
    else peer.output(command.line);
  };

  it('plain modesl never answers it, and answers the next api to it', async () => {
    const connection = await plain(await switchThat(denies));
    const answers: string[] = [];
    connection.api('secret', (event) => answers.push(`secret: ${(event as EslEvent).getBody()}`));
    const next = new Promise((resolve) => connection.api('status', resolve as never));
    expect(await within(150, next)).toBe('nothing');
    expect(answers).toEqual(['secret: api status']);
  });

  it('ours answers each', async () => {
    const connection = await ours(await switchThat(denies));
    expect(await Promise.all([connection.call('secret'), connection.call('status')])).toEqual([
      '-ERR permission denied',
      'api status',
    ]);
  });

  it('ours tells a refused bgapi to who waits for its job', async () => {
    const connection = await ours(await switchThat((_, peer) => peer.reply('-ERR permission denied')));
    expect(await connection.job('originate x y')).toBe('-ERR permission denied');
    const event = await new Promise<EslEvent>((resolve) =>
      connection.bgapi('originate', 'x y', resolve as never),
    );
    expect(event.getBody()).toBe('-ERR permission denied');
  });
});
