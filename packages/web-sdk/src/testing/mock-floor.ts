import {
  type AgentId,
  type AgentSnapshot,
  type AlarmId,
  type AlarmSnapshot,
  agentCapabilities,
  type CallSnapshot,
  CallweaveError,
  type LegId,
  type NextState,
  type Role,
  type SupervisionEnd,
  type SupervisionId,
  type SupervisionMode,
  type SupervisionSnapshot,
  type TrunkSnapshot,
} from '@callweave/cti-core';
import { aLeg, anAgent } from '@callweave/cti-core/testing';
import type { MockCallCentre } from './mock-call-centre.js';

const BUSY: ReadonlySet<AgentSnapshot['state']> = new Set(['ringing', 'dialling', 'talking', 'holding']);

/** What walls show beside the agent himself: his colleagues, alarms, and who supervises whom (SUP-3 to SUP-5). */
export class MockFloor {
  readonly #centre: MockCallCentre;
  readonly role: Role;
  others: readonly AgentSnapshot[] = [];
  alarms: readonly AlarmSnapshot[] = [];
  supervision: SupervisionSnapshot | null = null;
  #lastId = 0;

  constructor(centre: MockCallCentre, role: Role) {
    this.#centre = centre;
    this.role = role;
  }

  get agents(): readonly AgentSnapshot[] {
    return [this.#centre.agent, ...this.others];
  }

  setAgents(agents: readonly Partial<AgentSnapshot>[]): void {
    this.others = agents.map((facts) => anAgent(facts));
    for (const agent of this.others) this.#centre.tell('agent.changed', { agent });
  }

  /** @throws {CallweaveError} `agent.unknown` */
  changeAgent(agentId: AgentId, facts: Partial<AgentSnapshot>): AgentSnapshot {
    const before = this.#other(agentId);
    const moves = facts.state !== undefined && facts.state !== before.state;
    const { can: _, ...known } = before;
    const next = { ...known, ...(moves ? { since: this.#centre.clock.now() } : {}), ...facts };
    const agent = { ...next, can: agentCapabilities(next) };
    this.others = this.others.map((other) => (other.agentId === agentId ? agent : other));
    if (moves) {
      const { auxReason: reason } = agent;
      this.#centre.tell('agent.state-changed', { agent, from: before.state, to: agent.state, reason });
    } else this.#centre.tell('agent.changed', { agent });
    const watched = this.supervision;
    if (watched?.agentId === agentId && moves && !BUSY.has(agent.state)) this.end('call-ended');
    return agent;
  }

  setTrunks(trunks: readonly TrunkSnapshot[]): void {
    this.#centre.trunks = trunks;
    for (const trunk of trunks) this.#centre.tell('trunk.changed', { trunk });
  }

  raiseAlarm(facts: Partial<AlarmSnapshot>): AlarmSnapshot {
    const queue = this.#centre.queues[0];
    const alarm: AlarmSnapshot = {
      alarmId: `alarm-${this.#nextId()}` as AlarmId,
      name: 'Long wait',
      measure: 'queue-waiting-longest',
      subject: queue?.queueId ?? null,
      severity: 'warning',
      value: 65_000,
      threshold: 60_000,
      raisedAt: this.#centre.clock.now(),
      clearedAt: null,
      ...facts,
    };
    this.alarms = [...this.alarms.filter(({ alarmId }) => alarmId !== alarm.alarmId), alarm];
    this.#centre.tell('alarm.raised', { alarm });
    return alarm;
  }

  clearAlarm(alarmId: string): void {
    const alarm = this.alarms.find((one) => one.alarmId === alarmId);
    if (alarm === undefined) return;
    this.alarms = this.alarms.filter((one) => one !== alarm);
    this.#centre.tell('alarm.cleared', { alarm: { ...alarm, clearedAt: this.#centre.clock.now() } });
  }

  /** His phone picks up by itself. @throws {CallweaveError} `access.denied`, `agent.unknown`, `supervision.not-allowed-now` */
  start(agentId: AgentId, mode: SupervisionMode): SupervisionSnapshot {
    this.#permit();
    const { agent: self, clock } = this.#centre;
    const { callId, state } = this.#other(agentId);
    const talks = state === 'talking' || state === 'holding';
    if (!talks || callId === null || this.supervision !== null || self.callId !== null)
      throw new CallweaveError(
        'supervision.not-allowed-now',
        'The agent talks with nobody, or you have a call.',
      );
    const id = this.#nextId();
    const ringing: SupervisionSnapshot = {
      supervisionId: `supervision-${id}` as SupervisionId,
      supervisorId: self.agentId,
      agentId,
      callId,
      mode,
      state: 'ringing',
      legId: `mock-leg-ear-${id}` as LegId,
      startedAt: clock.now(),
    };
    this.#centre.tell('supervision.started', { supervision: ringing });
    this.supervision = { ...ringing, state: 'connected' };
    this.#centre.tell('supervision.changed', { supervision: this.supervision });
    return this.supervision;
  }

  /** @throws {CallweaveError} `supervision.none` */
  setMode(mode: SupervisionMode): SupervisionSnapshot {
    const before = this.#present();
    this.supervision = { ...before, mode };
    this.#centre.tell('supervision.mode-changed', { supervision: this.supervision, from: before.mode });
    return this.supervision;
  }

  /** @throws {CallweaveError} `supervision.none` */
  end(reason: SupervisionEnd): void {
    const supervision = this.#present();
    this.supervision = null;
    this.#centre.tell('supervision.ended', { supervision, reason });
  }

  /** The caller is the supervisor's from now on. @throws {CallweaveError} `supervision.none` */
  takeOver(): CallSnapshot {
    const { agentId, callId } = this.#present();
    const agent = this.#other(agentId);
    this.end('taken-over');
    this.changeAgent(agentId, { ...FREE, state: 'wrap-up' });
    const centre = this.#centre;
    const now = centre.clock.now();
    const queue = centre.queues[0];
    return centre.talk({
      ...centre.newCall('inbound', agent.call?.number ?? '13800138000', '4008001234'),
      callId,
      callerName: agent.call?.name ?? null,
      queueId: queue?.queueId ?? null,
      queueName: agent.call?.queueName ?? queue?.name ?? null,
      legs: [aLeg({ startedAt: now, answeredAt: now }), centre.ownLeg('connected')],
    });
  }

  /** @throws {CallweaveError} `access.denied`, `agent.unknown`, `supervision.not-allowed-now` */
  hangUp(agentId: AgentId): void {
    this.#permit();
    if (!BUSY.has(this.#other(agentId).state))
      throw new CallweaveError('supervision.not-allowed-now', 'The agent has no call.');
    this.changeAgent(agentId, { ...FREE, state: 'wrap-up' });
  }

  /** At once, or after his call. @throws {CallweaveError} `access.denied`, `agent.unknown` */
  forceState(agentId: AgentId, to: NextState): AgentSnapshot {
    this.#permit();
    if (BUSY.has(this.#other(agentId).state)) return this.changeAgent(agentId, { next: to });
    const auxReason = to.state === 'aux' ? to.reason : null;
    return this.changeAgent(agentId, { state: to.state, auxReason, next: null });
  }

  #present(): SupervisionSnapshot {
    if (this.supervision !== null) return this.supervision;
    throw new CallweaveError('supervision.none', 'You supervise nobody.');
  }

  #other(agentId: AgentId): AgentSnapshot {
    const agent = this.others.find((one) => one.agentId === agentId);
    if (agent !== undefined) return agent;
    throw new CallweaveError('agent.unknown', `There is no agent ${agentId}.`);
  }

  #permit(): void {
    if (this.role === 'agent') throw new CallweaveError('access.denied', 'This is for supervisors.');
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

/** Of an agent whose call is over for him. */
const FREE = { callId: null, offerId: null, call: undefined } as const;
