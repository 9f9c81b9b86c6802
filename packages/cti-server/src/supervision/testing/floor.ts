import type { LegId, SupervisionMode, SupervisionSnapshot } from '@callweave/cti-core';
import type { KernelSettings } from '../../kernel/index.js';
import { Site } from '../../kernel/testing/site.js';
import type { SwitchOrder } from '../../media-switch/media-switch.port.js';

/**
 * A floor of one queue: 1001 (team red) takes its calls; boss leads red, other leads blue, chief is an administrator; lead says
 * nothing of teams.
 */
export class Floor extends Site {
  constructor(settings: Partial<KernelSettings> = {}) {
    super({
      agents: { '1001': {}, '1002': {}, boss: {}, other: {}, chief: {}, lead: {} },
      teams: {
        '1001': { team: 'red' },
        '1002': { team: 'blue' },
        boss: { leads: ['red'] },
        other: { leads: ['blue'] },
      },
      queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001', 'boss'], wrapUpMs: 60_000 }],
      settings,
    });
  }

  /** 1001 talks with a caller, and boss is logged in, in a pause. */
  static talking(settings: Partial<KernelSettings> = {}): { floor: Floor; caller: LegId } {
    const floor = new Floor(settings);
    floor.comes('1001');
    floor.command('boss', 'agent.log-in', { device: 'browser' });
    const caller = floor.calls('orders');
    floor.answers('1001');
    return { floor, caller };
  }

  /** As {@link talking}, and boss hears them. */
  static supervised(
    mode: SupervisionMode = 'listen',
    settings: Partial<KernelSettings> = {},
  ): { floor: Floor; caller: LegId } {
    const { floor, caller } = Floor.talking(settings);
    floor.supervises(mode);
    return { floor, caller };
  }

  /** Boss asks for it, and his phone picks up. */
  supervises(mode: SupervisionMode = 'listen', who = 'boss'): void {
    this.asks('start', { agentId: '1001', mode }, who);
    this.answers(who);
  }

  asks(
    what: 'start' | 'set-mode' | 'stop' | 'take-over' | 'hang-up',
    params: object = {},
    who = 'boss',
  ): unknown {
    return this.command(who, `supervision.${what}`, params, 'supervisor');
  }

  refused(
    what: 'start' | 'set-mode' | 'stop' | 'take-over' | 'hang-up',
    params: object = {},
    who = 'boss',
  ): string {
    return this.refusal(who, `supervision.${what}`, params, 'supervisor');
  }

  supervisionOf(who = 'boss'): SupervisionSnapshot | null {
    return this.kernel.supervisionOf(who as never);
  }

  /** What was told of supervisions: started, changed connected, ended call-ended … */
  get course(): string[] {
    return this.told.flatMap(({ event, data }) => {
      switch (event) {
        case 'supervision.started':
          return ['started'];
        case 'supervision.changed':
          return [data.supervision.state];
        case 'supervision.mode-changed':
          return [`${data.from} → ${data.supervision.mode}`];
        case 'supervision.ended':
          return [`ended: ${data.reason}`];
        default:
          return [];
      }
    });
  }

  ordered<Name extends SwitchOrder['do']>(name: Name): Extract<SwitchOrder, { do: Name }>[] {
    return this.switch.orders.filter(
      (order): order is Extract<SwitchOrder, { do: Name }> => order.do === name,
    );
  }

  /** On whose leg the supervisor's listens now. */
  listensOn(who = 'boss'): LegId | null {
    const legId = this.supervisionOf(who)?.legId;
    return legId === undefined ? null : (this.switch.legs.get(legId)?.spiesOn ?? null);
  }

  /** His browser is gone. */
  unregisters(agent: string): void {
    this.take({
      input: 'switch',
      fact: { fact: 'extension.unregistered', extension: agent, at: this.nowMs },
    });
  }

  /** The page of this agent is loaded anew: its registration is replaced. */
  reloads(agent: string): void {
    this.take({ input: 'switch', fact: { fact: 'extension.registered', extension: agent, at: this.nowMs } });
  }
}
