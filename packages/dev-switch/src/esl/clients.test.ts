import { createRequire } from 'node:module';
import { FreeSwitchClient, once } from 'esl';
import { afterEach, describe, expect, it } from 'vitest';
import { startSocket } from './testing/socket-under-test.js';

/** modesl has no types; this is what is used of it. */
interface ModeslEvent {
  getHeader(name: string): string | null;
  getBody(): string;
}
interface ModeslConnection {
  on(name: string, listener: (event: ModeslEvent) => void): void;
  events(type: string, names: string, done: (event: ModeslEvent) => void): void;
  api(command: string, args: string, done: (event: ModeslEvent) => void): void;
  bgapi(command: string, args: string, done: (event: ModeslEvent) => void): void;
  execute(app: string, arg: string, uuid: string, done: (event: ModeslEvent) => void): string;
  disconnect(): void;
}
const require = createRequire(import.meta.url);
const { Connection } = require('modesl') as {
  Connection: new (host: string, port: number, password: string, ready: () => void) => ModeslConnection;
};

const quiet = { debug: () => {}, info: () => {}, error: () => {} };

let running: Awaited<ReturnType<typeof startSocket>> | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

describe('clients nobody here wrote', () => {
  it('modesl: logs in, subscribes, answers a parked call, originates, bridges and hangs up', async () => {
    running = await startSocket();
    const { port, endpoints } = running;
    const connection = await new Promise<ModeslConnection>((resolve) => {
      const made: ModeslConnection = new Connection('127.0.0.1', port, 'ClueCon', () => resolve(made));
    });
    const heard: string[] = [];
    const bridged = new Promise<ModeslEvent>((resolve) =>
      connection.on('esl::event::CHANNEL_BRIDGE::*', resolve),
    );
    const parked = new Promise<ModeslEvent>((resolve) =>
      connection.on('esl::event::CHANNEL_PARK::*', resolve),
    );
    const ended = new Promise<ModeslEvent>((resolve) =>
      connection.on('esl::event::CHANNEL_HANGUP_COMPLETE::*', resolve),
    );
    connection.on('esl::event::*::*', (event) => heard.push(event.getHeader('Event-Name') ?? ''));
    await new Promise((resolve) =>
      connection.events(
        'json',
        'CHANNEL_PARK CHANNEL_BRIDGE CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE',
        resolve,
      ),
    );
    endpoints.arrive();
    const customer = (await parked).getHeader('Unique-ID') ?? '';
    const answered = await new Promise<ModeslEvent>((resolve) =>
      connection.execute('answer', '', customer, resolve),
    );
    expect(answered.getHeader('Event-Name')).toBe('CHANNEL_EXECUTE_COMPLETE');
    const job = await new Promise<ModeslEvent>((resolve) =>
      connection.bgapi('originate', '{origination_uuid=agent-1}user/1001 &park()', resolve),
    );
    expect(job.getBody()).toBe('+OK agent-1\n');
    const api = (command: string, args: string) =>
      new Promise<ModeslEvent>((resolve) => connection.api(command, args, resolve));
    expect((await api('uuid_bridge', `${customer} agent-1`)).getBody()).toBe('+OK agent-1\n');
    expect((await bridged).getHeader('Bridge-B-Unique-ID')).toBe('agent-1');
    expect((await api('uuid_kill', 'agent-1')).getBody()).toBe('+OK\n');
    expect((await ended).getHeader('Hangup-Cause')).toBe('NORMAL_CLEARING');
    expect(heard).toContain('CHANNEL_ANSWER');
    connection.disconnect();
  });

  it('esl: logs in, runs commands and applications, and waits for what they fire', async () => {
    running = await startSocket();
    const { port, endpoints } = running;
    const client = new FreeSwitchClient({ host: '127.0.0.1', port, password: 'ClueCon', logger: quiet });
    const connected = once(client, 'connect');
    client.connect();
    const [call] = await connected;
    expect((await call.api('status')).body).toMatch(/^UP 0 years/);
    await call.event_json('CHANNEL_PARK', 'CHANNEL_EXECUTE_COMPLETE', 'CHANNEL_HANGUP_COMPLETE');
    const parked = new Promise<string>((resolve) =>
      call.on('CHANNEL_PARK', (res: { body: Record<string, string> }) =>
        resolve(res.body['Unique-ID'] ?? ''),
      ),
    );
    endpoints.arrive();
    const uuid = await parked;
    const answered = await call.command_uuid(uuid, 'answer', '', 2_000);
    expect(answered.body['Application']).toBe('answer');
    const played = await call.command_uuid(uuid, 'playback', 'tone_stream://%(60,0,400)', 2_000);
    expect(played.body['Application-Response']).toBe('FILE PLAYED');
    const job = await call.bgapi('originate {origination_uuid=agent-2}user/1001 &park()', 2_000);
    expect(job.body._body).toBe('+OK agent-2\n');
    const ended = new Promise<string>((resolve) =>
      call.on('CHANNEL_HANGUP_COMPLETE', (res: { body: Record<string, string> }) =>
        resolve(res.body['Hangup-Cause'] ?? ''),
      ),
    );
    await call.hangup_uuid(uuid, 'CALL_REJECTED');
    expect(await ended).toBe('CALL_REJECTED');
    await client.end();
  });
});
