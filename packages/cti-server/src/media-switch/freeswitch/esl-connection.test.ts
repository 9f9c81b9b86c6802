import { CallweaveError } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import { EslEvent } from './esl-event.js';
import {
  echo,
  notLoggedIn,
  ours,
  peerOf,
  plain,
  roundTrip,
  switchThat,
  useEslPair,
} from './testing/esl-pair.js';
import type { Script } from './testing/scripted-esl-server.js';

/**
 * What goes over the wire: modesl 1.2.1's faults, each shown on plain modesl and repaired in ours against the same switch. When a newer modesl
 * no longer shows one, its test fails here and the repair can go.
 */

useEslPair();

describe('fault 4: a header with a bad escape', () => {
  const odd = Buffer.concat([
    Buffer.from('Content-Type: command/reply\nReply-Text: +OK 100%zz Caf%E9 '),
    Buffer.from([0xe9]),
    Buffer.from('\n\n'),
  ]);

  it('plain modesl throws out of its data handler, which ends the process', async () => {
    const connection = await plain(await switchThat(echo));
    expect(() => {
      for (const listener of connection.socket?.listeners('data') ?? [])
        listener.call(connection.socket, odd);
    }).toThrow(URIError);
  });

  it('ours reads it as well as it can', async () => {
    const connection = await ours(await switchThat((_, peer) => peer.raw(odd)));
    expect((await connection.request('noop')).getHeader('Reply-Text')).toBe('+OK 100%zz Caf\ufffd \ufffd');
  });

  it('ours reads Chinese names, escaped or not', async () => {
    const on = await switchThat((_, peer) =>
      peer.raw('Content-Type: command/reply\nReply-Text: +OK %E5%BC%A0%E4%B8%89 李四\n\n'),
    );
    expect((await (await ours(on)).request('noop')).getHeader('Reply-Text')).toBe('+OK 张三 李四');
  });
});

describe('fault 7: a line break in an argument', () => {
  const attack = 'uuid_setvar leg name Eve\n\napi system rm -rf /';

  it('plain modesl sends a second command', async () => {
    const on = await switchThat(echo);
    const connection = await plain(on);
    connection.api(attack);
    await roundTrip(connection);
    expect(peerOf(on).commands.map(({ line }) => line)).toContain('api system rm -rf /');
  });

  it('ours refuses it, in commands, in headers and in their names', async () => {
    const on = await switchThat(echo);
    const connection = await ours(on);
    await expect(connection.call(attack)).rejects.toMatchObject({ code: 'switch.invalid-argument' });
    expect(() => connection.send('sendmsg leg', { 'execute-app-arg': 'a.wav\r\nfoo: bar' })).toThrow(
      CallweaveError,
    );
    expect(() => connection.send('sendmsg leg', { 'foo: bar\nname': 'a' })).toThrow(CallweaveError);
    expect(() => connection.execute('playback', 'a\n\napi x', 'leg')).toThrow(CallweaveError);
    await roundTrip(connection);
    expect(
      peerOf(on).commands.filter(({ line }) => line.includes('system') || line.includes('sendmsg')),
    ).toEqual([]);
  });

  it('a password with one is refused too', () => {
    const connection = notLoggedIn(9, 'x\ny');
    expect(() => connection.auth()).toThrow(CallweaveError);
  });
});

describe('fault 8: events named after CUSTOM', () => {
  const asked = ['CHANNEL_PARK', 'CUSTOM', 'sofia::register', 'sofia::expire'];

  it('plain modesl puts its own two behind CUSTOM, where they are subclasses', async () => {
    const on = await switchThat(echo);
    (await plain(on)).subscribe([...asked]);
    await on.connections(1);
    await expect
      .poll(() => peerOf(on).commands.at(-1)?.line)
      .toBe(
        'event json CHANNEL_PARK CUSTOM sofia::register sofia::expire BACKGROUND_JOB CHANNEL_EXECUTE_COMPLETE',
      );
  });

  it('ours keeps the subclasses last', async () => {
    const on = await switchThat(echo);
    const connection = await ours(on);
    connection.subscribe([...asked]);
    await roundTrip(connection);
    expect(peerOf(on).commands.at(-2)?.line).toBe(
      'event json CHANNEL_PARK BACKGROUND_JOB CHANNEL_EXECUTE_COMPLETE CUSTOM sofia::register sofia::expire',
    );
  });
});

describe('fault 10: a listener that throws', () => {
  const two: Script = (_, peer) => {
    const events = ['first', 'second'].map((leg) => {
      const body = JSON.stringify({ 'Event-Name': 'CHANNEL_PARK', 'Unique-ID': leg });
      return `Content-Length: ${body.length}\nContent-Type: text/event-json\n\n${body}`;
    });
    peer.raw(`${events.join('')}Content-Type: command/reply\nReply-Text: +OK\n\n`);
  };

  it('plain modesl throws out of the socket and leaves what is buffered lying', async () => {
    const connection = await plain(await switchThat(echo));
    const seen: string[] = [];
    connection.on('esl::event::CHANNEL_PARK::*', (event: EslEvent) => {
      seen.push(event.getHeader('Unique-ID') ?? '');
      throw new Error('a bug of the application');
    });
    const bytes: Buffer[] = [];
    two({ line: '', headers: {}, body: '' }, {
      raw: (text: string) => bytes.push(Buffer.from(text)),
    } as never);
    expect(() => {
      for (const listener of connection.socket?.listeners('data') ?? [])
        listener.call(connection.socket, Buffer.concat(bytes));
    }).toThrow('a bug of the application');
    expect(seen).toEqual(['first']);
  });

  it('ours reports it and goes on', async () => {
    const faults: unknown[] = [];
    const connection = await ours(await switchThat(two), { onFault: (fault) => faults.push(fault) });
    const seen: string[] = [];
    connection.on('esl::event::CHANNEL_PARK::*', (event: EslEvent) => {
      seen.push(event.getHeader('Unique-ID') ?? '');
      throw new Error('a bug of the application');
    });
    await connection.request('noop');
    expect(seen).toEqual(['first', 'second']);
    expect(faults).toHaveLength(2);
  });
});

it('sends an event with headers and body as sendevent', async () => {
  const on = await switchThat(echo);
  const connection = await ours(on);
  const event = new EslEvent({ 'Event-Name': 'COMMAND', 'Unique-ID': 'leg' }, 'hello 你好');
  connection.sendEvent(event);
  await roundTrip(connection);
  expect(peerOf(on).commands.at(-2)).toMatchObject({
    line: 'sendevent COMMAND',
    headers: { 'unique-id': 'leg', 'content-length': '12' },
  });
});
