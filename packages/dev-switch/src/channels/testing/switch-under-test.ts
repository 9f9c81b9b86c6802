import { runCommand } from '../commands/index.js';
import type { GatewayStatus, Recording, RecordingOptions, Registration } from '../ports.js';
import { executeOrder, type PrivateEvent } from '../private-event.js';
import { SwitchCore } from '../switch-core.js';
import type { SwitchEvent } from '../switch-event.js';
import { type FakeEndpoint, FakeEndpointFactory } from './fake-endpoints.js';
import { ManualClock } from './manual-clock.js';
import { timedSounds } from './timed-sounds.js';

/** A core on a clock the test turns, with far ends by script. */
export class SwitchUnderTest {
  readonly clock = new ManualClock();
  readonly endpoints = new FakeEndpointFactory(this.clock);
  readonly events: SwitchEvent[] = [];
  readonly recorded: { options: RecordingOptions; masks: boolean[]; stopped: boolean }[] = [];
  registrations: Registration[] = [];
  gateways: GatewayStatus[] = [];
  readonly core: SwitchCore;

  constructor(maxSessions = 1000) {
    this.core = new SwitchCore({
      clock: this.clock,
      endpoints: this.endpoints,
      openSound: timedSounds,
      startRecording: (options) => this.#record(options),
      directory: { registrations: () => this.registrations, gateways: () => this.gateways },
      maxSessions,
    });
    this.core.bus.listen((event) => this.events.push(event));
  }

  async #record(options: RecordingOptions): Promise<Recording> {
    if (options.path.startsWith('/nowhere/')) throw new Error('no such folder');
    const entry = { options, masks: [] as boolean[], stopped: false };
    this.recorded.push(entry);
    const startedUs = this.clock.nowUs();
    return {
      mask: (masked) => entry.masks.push(masked),
      stop: async () => {
        entry.stopped = true;
        const samples = Math.floor((this.clock.nowUs() - startedUs) / 125);
        return { samples, bytes: 44 + samples * 4 };
      },
    };
  }

  /** One api command, its reply read after everything at hand has run. */
  async api(command: string): Promise<string> {
    const [, name = '', args = ''] = /^(\S+)\s?(.*)$/s.exec(command) ?? [];
    const reply = runCommand(this.core, name, args);
    await this.clock.advance(0);
    return reply;
  }

  /** An originate that is not waited for. */
  job(command: string): Promise<string> {
    const [, name = '', args = ''] = /^(\S+)\s?(.*)$/s.exec(command) ?? [];
    return runCommand(this.core, name, args);
  }

  /** Orders an application, as sendmsg does. */
  async execute(uuid: string, app: string, arg = '', more: Partial<PrivateEvent> = {}): Promise<void> {
    this.core.find(uuid)?.orders.add({ ...executeOrder(app, arg), eventLock: false, ...more });
    await this.clock.advance(0);
  }

  /** A customer who called and was answered. */
  async answeredCaller(): Promise<{ uuid: string; endpoint: FakeEndpoint }> {
    const endpoint = this.endpoints.arrive();
    const uuid = this.core.sessions().at(-1)?.uuid ?? '';
    await this.clock.advance(0);
    await this.execute(uuid, 'answer');
    return { uuid, endpoint };
  }

  /** An agent who was called and answered, parked. */
  async answeredAgent(uuid = 'agent', variables = ''): Promise<{ uuid: string; endpoint: FakeEndpoint }> {
    const job = this.job(`originate {origination_uuid=${uuid}${variables}}user/1001@test &park()`);
    await this.clock.advance(1_100);
    await job;
    const endpoint = this.endpoints.dialled.at(-1)?.endpoint;
    if (endpoint === undefined) throw new Error('nobody was dialled');
    return { uuid, endpoint };
  }

  /** A customer and an agent who talk. */
  async bridged() {
    const customer = await this.answeredCaller();
    const agent = await this.answeredAgent();
    await this.api(`uuid_bridge ${customer.uuid} ${agent.uuid}`);
    await this.clock.advance(100);
    return { customer, agent };
  }

  /** Names of a channel's events, or of all, without CHANNEL_STATE. */
  names(uuid?: string): string[] {
    return this.events
      .filter((event) => event.name !== 'CHANNEL_STATE')
      .filter((event) => uuid === undefined || event.header('Unique-ID') === uuid)
      .map((event) => event.name);
  }

  last(name: string): SwitchEvent {
    const found = this.events.findLast((event) => event.name === name);
    if (found === undefined) throw new Error(`no ${name} among ${this.names().join(' ')}`);
    return found;
  }
}
