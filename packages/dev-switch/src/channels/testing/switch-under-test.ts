import type { GatewayStatus, Recording, RecordingOptions, Registration } from '../ports.js';
import { SwitchCore } from '../switch-core.js';
import type { SwitchEvent } from '../switch-event.js';
import { FakeEndpointFactory } from './fake-endpoints.js';
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
