import { afterEach, describe, expect, it } from 'vitest';
import { readCapture } from '../channels/testing/capture.js';
import { RawClient } from './testing/raw-client.js';
import { startSocket } from './testing/socket-under-test.js';

type Running = Awaited<ReturnType<typeof startSocket>>;
const running: Running[] = [];
const clients: RawClient[] = [];

async function start(options: Parameters<typeof startSocket>[0] = {}): Promise<Running> {
  const socket = await startSocket(options);
  running.push(socket);
  return socket;
}

async function login(port: number): Promise<RawClient> {
  const client = await RawClient.login(port);
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const socket of running.splice(0)) await socket.stop();
});

describe('logging in', () => {
  it('is asked for first; a wrong password gets -ERR invalid and the connection closes', async () => {
    const { port } = await start();
    const client = new RawClient(port);
    await client.message('auth/request');
    expect(await client.reply('auth wrong')).toBe('-ERR invalid');
    expect((await client.message('text/disconnect-notice')).body).toContain('Disconnected');
    await client.end();
  });

  it('must come before any other command', async () => {
    const { port } = await start();
    const client = new RawClient(port);
    clients.push(client);
    await client.message('auth/request');
    expect(await client.reply('api status')).toBe('-ERR command not found');
  });

  it('must come in time', async () => {
    const { port } = await start({ authWithinMs: 30 });
    const client = new RawClient(port);
    await client.message('auth/request');
    await client.end();
  });

  it('is not even offered to an address outside the acl', async () => {
    const { port } = await start({ acl: ['10.0.0.0/8'] });
    const client = new RawClient(port);
    expect((await client.message('text/rude-rejection')).body).toBe('Access Denied, go away.\n');
    await client.end();
  });
});

describe('commands', () => {
  it('answer as recorded from FreeSWITCH when they are wrong', async () => {
    const { port } = await start();
    const client = await login(port);
    const capture = readCapture('errors');
    let checked = 0;
    for (const { api, reply } of capture.commands) {
      // Of what this switch does not have, and of what is never the same, only the first sign is compared.
      if (api === undefined || /^(status|conference)/.test(api)) continue;
      expect(`${api} → ${await client.api(api)}`).toBe(`${api} → ${reply}`);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(12);
    expect(await client.api('conference nope list')).toMatch(/^-ERR /);
    expect(await client.reply('sendmsg 00000000-0000-0000-0000-000000000000\ncall-command: hangup')).toBe(
      '-ERR invalid session id [00000000-0000-0000-0000-000000000000]',
    );
  });

  it('unknown, refused or empty get FreeSWITCH-like replies', async () => {
    const { port } = await start();
    const client = await login(port);
    expect(await client.reply('nonsense')).toBe('-ERR command not found');
    expect(await client.reply('event xml ALL')).toMatch(/^-ERR xml/);
    expect(await client.reply('event json')).toBe('-ERR no keywords supplied');
    expect(await client.reply('event json NO_SUCH_EVENT')).toBe('-ERR no keywords supplied');
    expect(await client.reply('myevents abc')).toMatch(/^-ERR myevents/);
    expect(await client.reply('linger')).toBe('-ERR not controlling a session');
    expect(await client.reply('noevents')).toBe('-ERR not listening for events');
    expect(await client.reply('log 7')).toMatch(/^\+OK log level/);
    expect(await client.reply('nolog')).toBe('+OK no longer logging');
    expect(await client.api('load mod_x')).toMatch(/^-ERR/);
    expect(await client.api('reloadxml')).toBe('+OK [Success]\n');
    expect(await client.api('echo 你好')).toBe('你好');
    expect(await client.api('show channels as yaml')).toBe('-ERR Cannot find format yaml\n');
    expect(await client.reply('exit')).toBe('+OK bye');
    await client.message('text/disconnect-notice');
    await client.end();
  });

  it('keep their order when sent without waiting', async () => {
    const { port } = await start();
    const client = await login(port);
    client.write(Array.from({ length: 200 }, (_, index) => `api echo ${index}\n\n`).join(''));
    for (let index = 0; index < 200; index++) {
      expect((await client.message('api/response')).body).toBe(String(index));
    }
  });

  it('a job answers at once with its id, and its result comes as an event', async () => {
    const { port } = await start();
    const client = await login(port);
    await client.reply('event json BACKGROUND_JOB');
    client.send('bgapi originate {origination_uuid=leg-1}user/1001 &park()\nJob-UUID: my-job');
    const accepted = await client.message('command/reply');
    expect(accepted.headers['Reply-Text']).toBe('+OK Job-UUID: my-job');
    expect(accepted.headers['Job-UUID']).toBe('my-job');
    const job = await client.event('BACKGROUND_JOB');
    expect(job).toMatchObject({ 'Job-UUID': 'my-job', 'Job-Command': 'originate', _body: '+OK leg-1\n' });
  });

  it('an api that waits holds its own connection’s events back and nobody else’s', async () => {
    const { port } = await start();
    const [blocked, other] = [await login(port), await login(port)];
    for (const client of [blocked, other]) await client.reply('event json CHANNEL_ANSWER');
    blocked.send('api originate {origination_uuid=leg-2}user/1001 &park()');
    await other.event('CHANNEL_ANSWER');
    await blocked.event('CHANNEL_ANSWER');
    expect(blocked.received.slice(-2)).toEqual(['api/response', 'text/event-json']);
  });
});

describe('events', () => {
  it('come as plain text with encoded values, or as json with lists and body', async () => {
    const { port, endpoints } = await start();
    const [plain, json] = [await login(port), await login(port)];
    await plain.reply('event plain CHANNEL_PARK');
    await json.reply('event json CHANNEL_PARK');
    endpoints.arrive('13800138000', '4008001234', '王 芳');
    const text = (await plain.message('text/event-plain')).body;
    expect(text).toContain('Caller-Caller-ID-Name: %E7%8E%8B%20%E8%8A%B3\n');
    expect(text).toContain('variable_DP_MATCH: ARRAY%3A%3A4008001234%7C%3A4008001234\n');
    expect(text.endsWith('\n\n')).toBe(true);
    const event = await json.event('CHANNEL_PARK');
    expect(event['Caller-Caller-ID-Name']).toBe('王 芳');
    expect(event.variable_DP_MATCH).toEqual(['4008001234', '4008001234']);
  });

  it('subscriptions add up, CUSTOM takes subclasses, nixevent and noevents take away', async () => {
    const { port } = await start();
    const client = await login(port);
    const custom = (subclass: string) =>
      client.reply(`sendevent CUSTOM\nEvent-Subclass: ${subclass}\nMark: ${subclass}`);
    expect(await client.reply('event json HEARTBEAT CUSTOM a::one')).toBe('+OK event listener enabled json');
    await client.reply('event json CUSTOM a::two');
    await custom('a::one');
    await custom('a::three');
    await custom('a::two');
    expect((await client.event('CUSTOM')).Mark).toBe('a::one');
    expect((await client.event('CUSTOM')).Mark).toBe('a::two');
    await client.reply('nixevent CUSTOM a::one');
    await custom('a::one');
    await custom('a::two');
    expect((await client.event('CUSTOM')).Mark).toBe('a::two');
    expect(await client.reply('noevents')).toBe('+OK no longer listening for events');
    await custom('a::two');
    await client.reply('event json CUSTOM a::end');
    await custom('a::end');
    expect((await client.event('CUSTOM')).Mark).toBe('a::end');
  });

  it('an event that names a channel goes to that channel: it is told when the channel passes it on', async () => {
    const { port, endpoints, core } = await start();
    const client = await login(port);
    await client.reply('event json CHANNEL_PARK COMMAND');
    endpoints.arrive();
    await client.event('CHANNEL_PARK');
    const uuid = core.sessions()[0]?.uuid ?? '';
    const reply = await client.reply(`sendevent COMMAND\nUnique-ID: ${uuid}\neavesdrop-command: 2`);
    expect(reply).toMatch(/^\+OK [0-9a-f-]{36}$/);
    const passedOn = await client.event('COMMAND');
    expect(passedOn).toMatchObject({ 'Unique-ID': uuid, 'eavesdrop-command': '2' });
    expect(passedOn['Channel-State']).toBe('CS_EXECUTE');
    expect(passedOn['Event-UUID']).toBe(reply.slice('+OK '.length));
  });

  it('ALL but one, and a sequence without gaps', async () => {
    const { port, endpoints } = await start();
    const client = await login(port);
    await client.reply('event json ALL');
    endpoints.arrive();
    const sequence: number[] = [];
    for (;;) {
      const event = JSON.parse((await client.message('text/event-json')).body) as Record<string, string>;
      sequence.push(Number(event['Event-Sequence']));
      if (event['Event-Name'] === 'CHANNEL_PARK') break;
    }
    expect(sequence).toEqual(sequence.map((_, index) => (sequence[0] ?? 0) + index));
    await client.reply('nixevent CHANNEL_CREATE');
    endpoints.arrive();
    const names: unknown[] = [];
    while (names.at(-1) !== 'CHANNEL_PARK') {
      names.push(
        (JSON.parse((await client.message('text/event-json')).body) as Record<string, string>)['Event-Name'],
      );
    }
    expect(names).not.toContain('CHANNEL_CREATE');
  });

  it('a filter lets through what it matches and nothing else, until it is deleted', async () => {
    const { port, endpoints } = await start();
    const client = await login(port);
    await client.reply('event json CHANNEL_CREATE HEARTBEAT');
    expect(await client.reply('filter Caller-Caller-ID-Number 139')).toBe(
      '+OK filter added. [Caller-Caller-ID-Number]=[139]',
    );
    endpoints.arrive('138');
    endpoints.arrive('139');
    expect((await client.event('CHANNEL_CREATE'))['Caller-Caller-ID-Number']).toBe('139');
    expect(await client.reply('filter delete Caller-Caller-ID-Number 139')).toBe(
      '+OK filter deleted. [Caller-Caller-ID-Number][139]',
    );
    endpoints.arrive('138');
    expect((await client.event('CHANNEL_CREATE'))['Caller-Caller-ID-Number']).toBe('138');
  });
});

describe('clients that misbehave', () => {
  it('oversized headers and bodies are refused and closed; the others go on', async () => {
    const { port } = await start();
    const good = await login(port);
    const [headers, body] = [await login(port), await login(port)];
    headers.write('x'.repeat(70_000));
    expect((await headers.message('command/reply')).headers['Reply-Text']).toMatch(
      /^-ERR header block too large/,
    );
    await headers.end();
    body.write('sendevent CUSTOM\nContent-Length: 999999999\n\n');
    expect((await body.message('command/reply')).headers['Reply-Text']).toMatch(/^-ERR Content-Length/);
    await body.end();
    expect(await good.api('echo still here')).toBe('still here');
  });

  it('garbage and half commands followed by a hang-up leave nothing behind', async () => {
    const { port, core } = await start();
    const good = await login(port);
    for (let round = 0; round < 20; round++) {
      const bad = new RawClient(port);
      bad.write(Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 37 + round * 101) % 256)));
      bad.write('auth ClueCon\n\nevent json ALL\n\napi orig');
      await bad.message('auth/request');
      bad.destroy();
      await bad.end();
    }
    expect(await good.api('echo on')).toBe('on');
    expect(core.sessions()).toHaveLength(0);
  });

  it('a reader that stops is cut off when its queue is full and it lost 500 events more', async () => {
    const { port, core } = await start({ maxQueuedEvents: 100 });
    const [slow, good] = [await login(port), await login(port)];
    await slow.reply('event json ALL');
    slow.pause();
    const text = 'x'.repeat(60_000);
    const lost = new Promise<void>((resolve) => {
      const send = (): void => {
        if (core.bus.listeners < 2) {
          resolve();
          return;
        }
        core.bus.publish('CUSTOM', new Map([['Text', text]]));
        setImmediate(send);
      };
      send();
    });
    await lost;
    slow.destroy();
    expect(await good.api('echo on')).toBe('on');
  });

  it('a thousand connections are served, and are gone when they leave', async () => {
    const { port, core } = await start();
    const all = await Promise.all(Array.from({ length: 1000 }, () => RawClient.login(port)));
    expect(await Promise.all(all.map((client, index) => client.api(`echo ${index}`)))).toEqual(
      all.map((_, index) => String(index)),
    );
    await Promise.all(all.map((client) => client.reply('event json CUSTOM to::all')));
    core.bus.publish('CUSTOM', new Map([['Mark', 'x']]), { subclass: 'to::all' });
    await Promise.all(all.map((client) => client.event('CUSTOM')));
    for (const client of all) client.destroy();
    await expect.poll(() => core.bus.listeners).toBe(0);
  }, 30_000);
});
