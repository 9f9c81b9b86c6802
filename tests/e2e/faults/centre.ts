import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/steps/run.mjs';
import { answers, Child } from '../../../scripts/system/child.mjs';
import { choosePort } from '../../../scripts/system/ports.mjs';
import { SipPhone } from '../peers/sip-phone.js';
import { Desk, logIn, SERVICE_KEY } from './desk.js';

const HOST = '127.0.0.1';
const DOMAIN = 'callweave.local';
const ESL_PASSWORD = 'of-this-test-only';

/** Everybody speaks with a tone of his own; what callers hear while they wait is one, too. */
export const HERTZ = { customer: 520, a: 700, b: 1_000, boss: 1_300, music: 1_600 } as const;
export type Voice = keyof typeof HERTZ;
export type Person = Exclude<Voice, 'music' | 'customer'>;

/** The number by which customers reach a queue. */
export const numberOf = (queue: number): string => String(4_008_001_000 + queue);

/** Somebody with a phone on the switch and a connection to the server. */
export interface Seat {
  readonly account: string;
  readonly phone: SipPhone;
  readonly desk: Desk;
}

/** A switch and a server, each a process of its own that can be killed, and the people of some calls. */
export class Centre {
  readonly seats: Seat[] = [];
  readonly #customers: SipPhone[] = [];
  #switch: Child | null = null;
  #server: Child | null = null;

  private constructor(
    private readonly folder: string,
    private readonly ports: { readonly [name: string]: number },
  ) {}

  /** With a queue for each of these groups of agents, and these supervisors. */
  static async open(agents: readonly string[][], supervisors: readonly string[]): Promise<Centre> {
    const folder = mkdtempSync(join(tmpdir(), 'callweave-faults-'));
    const ports: Record<string, number> = {};
    for (const name of ['esl', 'ws', 'http']) ports[name] = await choosePort('tcp', 0);
    for (const name of ['internal', 'external']) ports[name] = await choosePort('udp', 0);
    const centre = new Centre(folder, ports);
    centre.#write(agents, supervisors);
    await centre.startSwitch();
    await centre.startServer();
    return centre;
  }

  get http(): string {
    return `http://${HOST}:${this.ports['http']}`;
  }

  /** He sits down: his phone is registered, and he is logged in, in a pause. */
  async seat(account: string, person: Person): Promise<Seat> {
    const phone = await SipPhone.plug({
      host: HOST,
      port: this.ports['internal'] ?? 0,
      user: account,
      password: `sip-${account}`,
      domain: DOMAIN,
      toneHertz: HERTZ[person],
    });
    await phone.register();
    const desk = new Desk(this.http, account);
    await desk.open();
    await desk.ask('agent.log-in', { device: 'browser' });
    const seat = { account, phone, desk };
    this.seats.push(seat);
    return seat;
  }

  /** A customer calls, and is answered. */
  async customer(caller: string, called: string): Promise<SipPhone> {
    const port = this.ports['external'] ?? 0;
    const phone = await SipPhone.plug({ host: HOST, port, user: caller, toneHertz: HERTZ.customer });
    this.#customers.push(phone);
    await phone.call(called);
    return phone;
  }

  async startSwitch(): Promise<void> {
    const script = join(root, 'packages/dev-switch/bin/callweave-dev-switch.js');
    const options = { logs: join(this.folder, 'logs'), cwd: root };
    this.#switch = new Child('switch', [script, '--config', join(this.folder, 'switch.json')], options);
    await this.#switch.ready(async () => {
      const { connect } = await import('node:net');
      await new Promise<void>((resolve, reject) => {
        const socket = connect(this.ports['esl'] ?? 0, HOST, () => {
          socket.destroy();
          resolve();
        });
        socket.once('error', reject);
      });
    });
    // The server finds it again.
    await this.#server?.ready(() => this.#connected());
  }

  /** Resolves when it has taken the switch's calls over. */
  async startServer(): Promise<void> {
    const script = join(root, 'packages/cti-server/bin/callweave.js');
    const args = [script, 'serve', '--config', join(this.folder, 'callweave.config.json')];
    this.#server = new Child('server', args, { logs: join(this.folder, 'logs'), cwd: root });
    await this.#server.ready(() => this.#connected());
  }

  /** Rejects while the server and the switch are not connected. */
  async #connected(): Promise<void> {
    const health = (await (await answers(`${this.http}/health`)()).json()) as { switch: string };
    if (health.switch !== 'connected') throw new Error('the switch is not connected yet');
  }

  /** As a power cut would. */
  async kill(which: 'server' | 'switch'): Promise<void> {
    const child = which === 'server' ? this.#server : this.#switch;
    child?.process.kill('SIGKILL');
    await child?.exited;
  }

  /** The records of all calls, the newest first. */
  async records(): Promise<
    { readonly callId: string; readonly endedAt: number | null; readonly endedBy: string }[]
  > {
    const token = await logIn(this.http, 'chief');
    const reply = await fetch(`${this.http}/api/v1/calls?limit=500`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await reply.json()) as { calls: never[] }).calls;
  }

  async close(): Promise<void> {
    for (const { desk, phone } of this.seats) {
      desk.drop();
      phone.close();
    }
    for (const phone of this.#customers) phone.close();
    await this.#server?.stop();
    await this.#switch?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #write(agents: readonly string[][], supervisors: readonly string[]): void {
    for (const name of ['recordings']) mkdirSync(join(this.folder, name));
    const write = (name: string, content: object): void =>
      writeFileSync(join(this.folder, name), JSON.stringify(content), { mode: 0o600 });
    const all = [...agents.flat(), ...supervisors];
    write('switch.json', {
      esl: { host: HOST, port: this.ports['esl'], password: ESL_PASSWORD },
      sip: {
        host: HOST,
        domain: DOMAIN,
        internalPort: this.ports['internal'],
        wsPort: this.ports['ws'],
        externalPort: this.ports['external'],
      },
      users: all.map((user) => ({ user, password: `sip-${user}` })),
    });
    for (const queueId of agents.keys())
      write(`${queueId}.json`, {
        id: `to-${queueId}`,
        version: 1,
        start: 'queue',
        nodes: { queue: { type: 'queue', queueId: `q${queueId}` } },
      });
    const account = (agentId: string, role: string) => ({
      agentId,
      name: agentId,
      role,
      extension: agentId,
      sipPassword: `sip-${agentId}`,
    });
    write('callweave.config.json', {
      http: { host: HOST, port: this.ports['http'] },
      switch: {
        host: HOST,
        port: this.ports['esl'],
        password: ESL_PASSWORD,
        music: `tone_stream://%(1000,0,${HERTZ.music})`,
      },
      softphone: { server: `ws://${HOST}:${this.ports['ws']}`, domain: DOMAIN },
      database: { dataDir: join(this.folder, 'database') },
      recordings: { path: join(this.folder, 'recordings') },
      access: { serviceKeys: [SERVICE_KEY] },
      agents: [
        ...agents.flat().map((agentId) => account(agentId, 'agent')),
        ...supervisors.map((agentId) => account(agentId, 'supervisor')),
        account('chief', 'admin'),
      ],
      queues: agents.map((serving, queueId) => ({
        queueId: `q${queueId}`,
        name: `Queue ${queueId}`,
        agents: serving,
        wrapUpMs: 300_000,
      })),
      entries: agents.map((_, queueId) => ({ called: numberOf(queueId), flow: `${queueId}.json` })),
    });
  }
}
