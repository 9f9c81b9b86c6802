import {
  type AgentId,
  type AgentSnapshot,
  type AlarmSnapshot,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type Clock,
  type CtiEvent,
  type Directory,
  type EndedBy,
  type ErrorCode,
  type Inspection,
  type LegId,
  type QueueSnapshot,
  type Role,
  type SupervisionEnd,
  systemClock,
  type Transport,
  type TrunkSnapshot,
} from '@callweave/cti-core';
import { type HttpHandler, HttpResponse, http, type WebSocketHandler, ws } from 'msw';
import type { SoftphoneFactory } from '../softphone/softphone.port.js';
import { MockCallCentre, type OfferOptions } from './mock-call-centre.js';
import { qualityHandlers } from './mock-quality.handlers.js';
import { MockQuality } from './mock-quality.js';
import { MockSession, type MockWorld } from './mock-session.js';
import { type MockSoftphone, MockSoftphones } from './mock-softphone.js';

export interface MockServerOptions {
  /** Where the page believes the server to be; default `http://127.0.0.1:7080`. */
  readonly origin?: string;
  /** The agent as he is at the beginning; by default 1001, logged out. */
  readonly agent?: Partial<AgentSnapshot>;
  /** The account that may log in; default `1001`, password `mock`. */
  readonly account?: string;
  readonly password?: string;
  /** What the account may do; default `agent`. A `supervisor` sees the floor, supervises and inspects. */
  readonly role?: Role;
  readonly clock?: Clock;
}

/** A server in memory, to give to msw (`setupWorker(...server.handlers)`, `setupServer(...server.handlers)`). */
export interface MockServer {
  readonly handlers: readonly (HttpHandler | WebSocketHandler)[];
  /** For `createAgentSession({ url })`. */
  readonly url: string;
  /** A token that `session.open` takes. */
  readonly token: string;
  /** The way to it without msw and WebSocket: `createAgentSession({ transport })`. */
  readonly transport: Transport;
  /** A telephone without sound that rings with the mock's calls: `createAgentSession({ softphone })`. */
  readonly softphone: SoftphoneFactory;
  /** The telephone that the session has made last; null before. */
  readonly phone: MockSoftphone | null;
  readonly agent: AgentSnapshot;
  readonly calls: readonly CallSnapshot[];

  /** A customer's call rings the agent, who must be ready. */
  offerCall(facts?: Partial<CallSnapshot>, options?: OfferOptions): CallSnapshot;
  /** The offered call goes back to its queue unanswered (RONA). */
  offerTimesOut(callId?: CallId): void;
  /** The far end of a call that the agent made picks up. */
  farEndAnswers(callId?: CallId): CallSnapshot;
  endCall(callId?: CallId, by?: EndedBy): CallSnapshot;
  /** Whom the agent consults, transferred to or invited picks up. */
  colleagueAnswers(callId?: CallId): void;
  /** Whom the agent transferred to lets it ring, or refuses: the call comes back to the agent. */
  transferFails(callId: CallId, outcome?: 'no-answer' | 'rejected' | 'busy' | 'unreachable'): void;
  /** A party hangs up in a conference. */
  partyLeaves(legId: LegId, callId?: CallId): void;
  /** A colleague parks a call, which anybody may pick up. */
  parkElsewhere(facts?: Partial<CallSnapshot>): CallId;
  setColleagues(agents: Directory['agents']): void;
  setQueues(queues: readonly QueueSnapshot[]): void;
  setAgent(facts: Partial<AgentSnapshot>): void;
  /** Puts colleagues on the wall, beside the agent himself. */
  setFloor(agents: readonly Partial<AgentSnapshot>[]): void;
  /** A colleague on the wall changes: his state, with whom he talks, whether he is reachable. */
  changeColleague(agentId: AgentId, facts: Partial<AgentSnapshot>): void;
  setTrunks(trunks: readonly TrunkSnapshot[]): void;
  /** The switch, which carries pictures at first, is another, which does or does not. */
  setVideo(video: boolean): void;
  raiseAlarm(facts?: Partial<AlarmSnapshot>): AlarmSnapshot;
  clearAlarm(alarmId: AlarmSnapshot['alarmId']): void;
  /** The supervisor's ear is gone: his phone was hung up, or the agent's call is over. */
  supervisionEnds(reason?: SupervisionEnd): void;
  /** Puts an inspection among them, as a draw or an earlier day left it. */
  addInspection(facts?: Partial<Inspection>): Inspection;
  /** Breaks every connection; the client comes back and resumes. */
  dropConnection(): void;
  /** The next such command is refused with that error. */
  refuseNext(command: string, code: ErrorCode, message?: string): void;
}

interface Line {
  readonly session: MockSession;
  close(): void;
}

/** Makes a server that speaks the real protocol, with one agent, one queue and the calls that a test lets ring. */
export function createMockServer(options: MockServerOptions = {}): MockServer {
  const { origin = 'http://127.0.0.1:7080', account = '1001', password = 'mock', role = 'agent' } = options;
  const clock = options.clock ?? systemClock;
  const token = 'mock-token';
  const events: CtiEvent[] = [];
  const lines = new Set<Line>();
  const refusals = new Map<string, CallweaveError>();
  const centre = new MockCallCentre(
    clock,
    (event, data) => {
      const told = { type: 'event', seq: events.length + 1, at: clock.now(), event, data } as CtiEvent;
      events.push(told);
      for (const line of [...lines]) line.session.tell(told);
      phones.last?.follow(told);
    },
    options.agent ?? {},
    role,
  );
  const quality = new MockQuality(clock, role);
  const phones = new MockSoftphones(centre);
  const world: MockWorld = {
    centre,
    clock,
    stream: 'mock-stream',
    events,
    tokens: new Set([token]),
    takeRefusal: (command) => {
      const refusal = refusals.get(command);
      refusals.delete(command);
      return refusal;
    },
  };
  const connect = (send: (text: string) => void, close: () => void): Line => {
    const line = { session: new MockSession(world, send), close };
    lines.add(line);
    line.session.welcome();
    return line;
  };
  const theCall = (callId?: CallId): CallId => {
    const call = callId ?? centre.calls.findLast((one) => one.phase !== 'ended')?.callId;
    if (call === undefined) throw new CallweaveError('call.unknown', 'There is no live call.');
    return call;
  };
  let handlers: MockServer['handlers'] | undefined;
  const url = `${origin.replace(/^http/, 'ws')}/ws`;

  return {
    url,
    token,
    get handlers() {
      // Made when asked for: each WebSocket handler of msw listens on a channel of its own from then on.
      handlers ??= [
        webSocketHandler(url, lines, connect),
        ...httpHandlers(origin, { account, password, token, centre, clock }),
        ...qualityHandlers(origin, quality),
      ];
      return handlers;
    },
    transport: memoryTransport(lines, connect),
    softphone: phones.factory,
    get phone() {
      return phones.last;
    },
    get agent() {
      return centre.agent;
    },
    get calls() {
      return centre.calls;
    },
    offerCall: (facts = {}, options = {}) => centre.offerCall(facts, options),
    offerTimesOut: (callId) => void centre.backToQueue(centre.call(theCall(callId)), 'no-answer'),
    farEndAnswers: (callId) => centre.farEndAnswered(theCall(callId)),
    endCall: (callId, by = 'customer') => centre.endCall(theCall(callId), by),
    colleagueAnswers: (callId) => {
      const rung = centre.calls.findLast((call) => centre.isBeingRung(call))?.callId;
      const called = callId ?? theCall(rung);
      const call = centre.calls.find((one) => one.callId === called);
      const isInvitation = call?.phase === 'talking' || call?.phase === 'conference';
      if (isInvitation) centre.conference.invitedAnswers(called);
      else centre.telephone.otherAnswers(called);
    },
    transferFails: (callId, outcome = 'no-answer') => centre.telephone.transferFails(callId, outcome),
    partyLeaves: (legId, callId) => void centre.conference.partyLeaves(theCall(callId), legId),
    parkElsewhere: (facts = {}) => {
      const call = {
        ...centre.newCall('inbound', '13800138000', '4008001234'),
        ...facts,
        phase: 'parked' as const,
      };
      const since = clock.now();
      const by = 'a-1002' as AgentId;
      const slot = String(centre.parked.length + 1);
      centre.telephone.parkedElsewhere(call, { slot, by, since, until: since + 120_000 });
      return call.callId;
    },
    setColleagues: (agents) => {
      centre.colleagues = agents;
    },
    setQueues: (queues) => centre.setQueues(queues),
    setAgent: (facts) => centre.changeAgent(facts),
    setFloor: (agents) => centre.floor.setAgents(agents),
    changeColleague: (agentId, facts) => void centre.floor.changeAgent(agentId, facts),
    setTrunks: (trunks) => centre.floor.setTrunks(trunks),
    setVideo: (video) => centre.setVideo(video),
    raiseAlarm: (facts = {}) => centre.floor.raiseAlarm(facts),
    clearAlarm: (alarmId) => centre.floor.clearAlarm(alarmId),
    supervisionEnds: (reason = 'call-ended') => centre.floor.end(reason),
    addInspection: (facts = {}) => quality.add(facts),
    dropConnection: () => {
      for (const line of [...lines]) {
        lines.delete(line);
        line.close();
      }
    },
    refuseNext: (command, code, message = 'Refused by the test.') => {
      refusals.set(command, new CallweaveError(code, message));
    },
  };
}

type Connect = (send: (text: string) => void, close: () => void) => Line;

function webSocketHandler(url: string, lines: Set<Line>, connect: Connect): WebSocketHandler {
  return ws.link(url).addEventListener('connection', ({ client }) => {
    const line = connect(
      (text) => client.send(text),
      () => client.close(1012, 'dropped by the test'),
    );
    client.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') line.session.receive(data);
    });
    client.addEventListener('close', () => lines.delete(line));
  });
}

function memoryTransport(lines: Set<Line>, connect: Connect): Transport {
  return {
    open(listener) {
      let line: Line | undefined;
      let open = true;
      // What is sent in one go arrives later, as over a wire.
      const deliver = (text: string): void => queueMicrotask(() => open && listener.message(text));
      queueMicrotask(() => {
        if (!open) return;
        listener.opened();
        line = connect(deliver, () => {
          open = false;
          listener.closed({ code: 1012, reason: 'dropped by the test' });
        });
      });
      return {
        send: (text) => line?.session.receive(text),
        close: () => {
          open = false;
          if (line !== undefined) lines.delete(line);
        },
      };
    },
  };
}

function httpHandlers(
  origin: string,
  parts: {
    readonly account: string;
    readonly password: string;
    readonly token: string;
    readonly centre: MockCallCentre;
    readonly clock: Clock;
  },
): HttpHandler[] {
  const grant = (): Record<string, unknown> => ({
    token: parts.token,
    expiresAt: parts.clock.now() + 3_600_000,
    role: parts.centre.floor.role,
    agentId: parts.centre.agent.agentId,
  });
  return [
    http.get(`${origin}/health`, () => HttpResponse.json({ status: 'ok' })),
    http.post(`${origin}/api/v1/login`, async ({ request }) => {
      const body = (await request.json().catch(() => null)) as {
        account?: unknown;
        password?: unknown;
      } | null;
      if (body?.account === parts.account && body.password === parts.password)
        return HttpResponse.json(grant());
      const error = new CallweaveError('access.bad-credentials', 'Account or password is wrong.');
      return HttpResponse.json({ error: error.toWire() }, { status: 401 });
    }),
    http.post(`${origin}/api/v1/tokens`, () => HttpResponse.json(grant())),
    http.get(`${origin}/api/v1/calls`, () => HttpResponse.json({ calls: [] })),
    http.get(`${origin}/api/v1/recordings`, () =>
      HttpResponse.json({
        recordings: [],
        next: null,
        can: { download: false, remove: false, hold: false },
      }),
    ),
  ];
}
