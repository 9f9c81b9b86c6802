import modesl from 'modesl';
import { describe, expect, it } from 'vitest';
import type { EslEvent } from './esl-event.js';
import {
  listen,
  notLoggedIn,
  once,
  opening,
  ours,
  peerOf,
  plain,
  roundTrip,
  switchThat,
  useEslPair,
  within,
} from './testing/esl-pair.js';
import type { EslPeer, Script } from './testing/scripted-esl-server.js';

/**
 * Connections that end: modesl 1.2.1's faults, each shown on plain modesl and repaired in ours against the same switch. When a newer modesl
 * no longer shows one, its test fails here and the repair can go.
 */

useEslPair();

describe('fault 5: a connection that breaks', () => {
  const resets: Script = (command, peer) => {
    if (command.line === 'api dies') peer.reset();
    else if (command.line === 'noop') peer.reply('+OK');
  };

  it('plain modesl believes it is connected, and its callbacks wait for ever', async () => {
    const connection = await plain(await switchThat(resets));
    connection.on('error', () => {});
    await roundTrip(connection);
    const answered = new Promise((resolve) => connection.api('dies', resolve as never));
    const closed = new Promise((resolve) => connection.socket?.once('close', resolve));
    await closed;
    expect(connection.connected()).toBe(true);
    expect(await within(100, answered)).toBe('nothing');
  });

  it('ours says so once and settles everything', async () => {
    const connection = await ours(await switchThat(resets));
    const closed: unknown[] = [];
    connection.on('esl::closed', (error) => closed.push(error));
    const waiting = connection.request('linger');
    const byCallback = new Promise<EslEvent>((resolve) => connection.api('status', resolve as never));
    const job = connection.job('originate x y');
    await expect(connection.call('dies')).rejects.toMatchObject({ code: 'switch.unavailable' });
    await expect(waiting).rejects.toMatchObject({ code: 'switch.unavailable' });
    await expect(job).rejects.toMatchObject({ code: 'switch.unavailable' });
    expect((await byCallback).getHeader('Modesl-Reply-ERR')).toContain('switch.unavailable');
    await expect(connection.request('noop')).rejects.toMatchObject({ code: 'switch.unavailable' });
    expect(connection.connected()).toBe(false);
    expect(closed).toHaveLength(1);
  });

  it('ours gives every command a deadline, and a late answer goes to nobody else', async () => {
    const late: EslPeer[] = [];
    const on = await switchThat((command, peer) => {
      if (command.line === 'api slow') late.push(peer);
      else if (late.length > 0) {
        late.pop()?.output('late');
        peer.output('prompt');
      }
    });
    const connection = await ours(on, { commandMs: 40 });
    await expect(connection.call('slow')).rejects.toMatchObject({
      code: 'request.timed-out',
      retryable: true,
    });
    expect(await connection.call('quick')).toBe('prompt');
  });

  it('plain modesl has no deadline', async () => {
    const connection = await plain(await switchThat(() => {}));
    expect(await within(150, new Promise((resolve) => connection.api('slow', resolve as never)))).toBe(
      'nothing',
    );
  });
});

describe('fault 6: an address that the access list refuses', () => {
  const rude = 'Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n';

  it('plain modesl gives no error, only a raw event of the protocol', async () => {
    const server = await listen(() => {}, { greet: false });
    const connection = opening(new modesl.Connection('127.0.0.1', server.port, 'ClueCon'));
    const failed = new Promise((resolve) => connection.on('error', resolve));
    const raw = once(connection, 'esl::event::raw::text/rude-rejection');
    await server.connections(1);
    peerOf(server).raw(rude);
    expect((await raw).getBody()).toContain('go away');
    expect(await within(100, failed)).toBe('nothing');
  });

  it('ours is an error that says what to do', async () => {
    const server = await listen(() => {}, { greet: false });
    const connection = notLoggedIn(server.port, 'ClueCon');
    const login = connection.loggedIn();
    await server.connections(1);
    peerOf(server).raw(rude);
    await expect(login).rejects.toMatchObject({
      code: 'switch.unavailable',
      details: { reason: 'address-refused' },
    });
  });

  it('ours tells a wrong password in the same way', async () => {
    const server = await listen(() => {});
    const connection = notLoggedIn(server.port, 'wrong');
    await expect(connection.loggedIn()).rejects.toMatchObject({ details: { reason: 'bad-password' } });
  });
});
