import {
  type AgentId,
  type AgentSnapshot,
  type CallId,
  CallweaveError,
  type Clock,
  type CommandName,
  type CommandParams,
  type CtiEvent,
  commandSchemas,
  PROTOCOL_VERSION,
  requestSchema,
  type ServerMessage,
} from '@callweave/cti-core';
import { addNote, orderRecording, setDisposition, setTags } from './mock-annotations.js';
import type { MockCallCentre } from './mock-call-centre.js';

const TOKEN_MS = 3_600_000;

/** What all sessions share: the model, the tokens that are good, the events told so far. */
export interface MockWorld {
  readonly centre: MockCallCentre;
  readonly clock: Clock;
  readonly stream: string;
  readonly events: readonly CtiEvent[];
  readonly tokens: ReadonlySet<string>;
  /** Takes the refusal that a test has put in a command's way. */
  takeRefusal(command: string): CallweaveError | undefined;
}

/** The server's side of one connection: the protocol in front of the model. */
export class MockSession {
  readonly #world: MockWorld;
  readonly #send: (text: string) => void;
  #open = false;
  #monitoring = false;

  constructor(world: MockWorld, send: (text: string) => void) {
    this.#world = world;
    this.#send = send;
  }

  welcome(): void {
    const serverTime = this.#world.clock.now();
    this.#message({ type: 'welcome', protocol: PROTOCOL_VERSION, server: 'callweave-mock', serverTime });
  }

  tell(event: CtiEvent): void {
    if (!this.#open) return;
    if (this.#monitoring || !isForWalls(event, this.#world.centre.agent.agentId)) this.#message(event);
  }

  receive(text: string): void {
    let id: string | null = null;
    try {
      const request = requestSchema.safeParse(JSON.parse(text));
      if (!request.success) throw new CallweaveError('request.malformed', 'The message is no request.');
      id = request.data.id;
      const { result, after } = this.#answer(request.data.command, request.data.params);
      this.#message({ type: 'response', id, ok: true, result });
      after?.();
    } catch (error) {
      const typed =
        error instanceof CallweaveError
          ? error
          : new CallweaveError('request.malformed', 'The message is no JSON.', { cause: error });
      this.#message({ type: 'response', id, ok: false, error: typed.toWire() });
    }
  }

  #answer(command: string, params: unknown): { result: unknown; after?: () => void } {
    if (!Object.hasOwn(commandSchemas, command)) {
      throw new CallweaveError('request.unknown-command', `There is no command ${command}.`);
    }
    const name = command as CommandName;
    const checked = commandSchemas[name].params.safeParse(params ?? {});
    if (!checked.success) {
      throw new CallweaveError('request.invalid', `The parameters of ${command} are wrong.`, {
        details: { issues: checked.error.issues },
      });
    }
    const refusal = this.#world.takeRefusal(command);
    if (refusal !== undefined) throw refusal;
    if (name === 'session.open') return this.#opened(checked.data as CommandParams<'session.open'>);
    if (!this.#open) throw new CallweaveError('session.not-open', 'Open a session first.');
    return { result: this.#carryOut(name, checked.data) };
  }

  #opened(params: CommandParams<'session.open'>): { result: unknown; after: () => void } {
    const { centre, clock, stream, events, tokens } = this.#world;
    if (this.#open) throw new CallweaveError('session.already-open', 'The session is open.');
    if (!tokens.has(params.token)) throw new CallweaveError('access.bad-token', 'The token is not ours.');
    this.#open = true;
    const resumed = params.resume?.stream === stream ? params.resume.seq : null;
    const now = clock.now();
    return {
      result: {
        sessionId: 'mock-session',
        role: centre.floor.role,
        agentId: centre.agent.agentId,
        stream,
        seq: events.at(-1)?.seq ?? 0,
        serverTime: now,
        expiresAt: now + TOKEN_MS,
        state: resumed === null ? this.#picture() : null,
      },
      after: () => {
        for (const event of events) if (resumed !== null && event.seq > resumed) this.tell(event);
      },
    };
  }

  #picture(): unknown {
    const { agent, calls, parked, floor, video } = this.#world.centre;
    return {
      agent,
      calls,
      parked,
      ...(floor.supervision === null ? {} : { supervision: floor.supervision }),
      ...(video ? { video } : {}),
    };
  }

  #carryOut(command: CommandName, data: unknown): unknown {
    const { centre, clock } = this.#world;
    const { telephone, conference } = centre;
    const { callId } = data as { callId: CallId };
    switch (command) {
      case 'session.open':
        throw new CallweaveError('session.already-open', 'The session is open.');
      case 'session.renew':
        return { expiresAt: clock.now() + TOKEN_MS };
      case 'session.ping':
        return { serverTime: clock.now() };
      case 'softphone.credentials':
        // No SIP server stands behind the mock: pass its `softphone` to the session instead.
        return {
          server: 'ws://127.0.0.1:5066',
          uri: `sip:${centre.agent.extension ?? '1001'}@callweave.local`,
          authorizationUser: centre.agent.extension ?? '1001',
          password: 'mock',
          iceServers: [],
        };
      case 'agent.log-in': {
        const { device, extension } = data as CommandParams<'agent.log-in'>;
        centre.logIn(device, extension);
        return { agent: centre.agent };
      }
      case 'agent.log-out':
        centre.logOut();
        return { agent: centre.agent };
      case 'agent.set-ready':
        centre.setReady();
        return { agent: centre.agent };
      case 'agent.set-aux':
        centre.setAux((data as CommandParams<'agent.set-aux'>).reason);
        return { agent: centre.agent };
      case 'agent.force-state':
        return { agent: this.#forced(data as CommandParams<typeof command>) };
      case 'agent.set-next':
        centre.setNext((data as CommandParams<'agent.set-next'>).next);
        return { agent: centre.agent };
      case 'agent.finish-wrap-up':
        centre.finishWrapUp();
        return { agent: centre.agent };
      case 'call.make': {
        const { to, ...options } = data as CommandParams<'call.make'>;
        return { call: centre.makeCall(to, options) };
      }
      case 'call.answer':
        return { call: centre.answer(callId) };
      case 'call.reject':
        return { call: centre.reject(callId) };
      case 'call.hang-up':
        return { call: centre.hangUp(callId) };
      case 'call.hold':
        return { call: centre.hold(callId) };
      case 'call.retrieve':
        return { call: centre.retrieve(callId) };
      case 'call.send-digits':
        return { call: centre.sendDigits(callId) };
      case 'call.set-data':
        return { call: centre.setData(callId, (data as CommandParams<'call.set-data'>).data) };
      case 'call.transfer':
        return { call: telephone.transfer(callId, (data as CommandParams<typeof command>).destination) };
      case 'call.consult':
        return { call: telephone.consult(callId, (data as CommandParams<typeof command>).destination) };
      case 'call.complete-transfer':
        return { call: telephone.completeTransfer(callId) };
      case 'call.return':
        return { call: telephone.returnToCaller(callId) };
      case 'call.swap':
        return { call: telephone.swap(callId) };
      case 'call.park':
        return { call: telephone.park(callId, (data as CommandParams<typeof command>).slot) };
      case 'call.pick-up':
        return { call: telephone.pickUp(callId) };
      case 'call.conference':
        return { call: conference.open(callId) };
      case 'call.invite':
        return { call: conference.invite(callId, (data as CommandParams<typeof command>).destination) };
      case 'call.mute-party': {
        const { legId, muted } = data as CommandParams<typeof command>;
        return { call: conference.muteParty(callId, legId, muted) };
      }
      case 'call.drop-party':
        return { call: conference.dropParty(callId, (data as CommandParams<typeof command>).legId) };
      case 'call.lock':
        return { call: conference.lock(callId, (data as CommandParams<typeof command>).locked) };
      case 'call.start-recording':
        return { call: orderRecording(centre, callId, 'start') };
      case 'call.stop-recording':
        return { call: orderRecording(centre, callId, 'stop') };
      case 'call.pause-recording':
        return { call: orderRecording(centre, callId, 'pause') };
      case 'call.resume-recording':
        return { call: orderRecording(centre, callId, 'resume') };
      case 'call.set-disposition':
        return { call: setDisposition(centre, callId, (data as CommandParams<typeof command>).code) };
      case 'call.set-tags':
        return { call: setTags(centre, callId, (data as CommandParams<typeof command>).tags) };
      case 'call.add-note':
        return { call: addNote(centre, callId, (data as CommandParams<typeof command>).text) };
      case 'directory.list':
        return centre.directory;
      case 'supervision.start': {
        const { agentId, mode } = data as CommandParams<typeof command>;
        return { supervision: centre.floor.start(agentId, mode) };
      }
      case 'supervision.set-mode':
        return { supervision: centre.floor.setMode((data as CommandParams<typeof command>).mode) };
      case 'supervision.stop':
        centre.floor.end('stopped');
        return {};
      case 'supervision.take-over':
        return { call: centre.floor.takeOver() };
      case 'supervision.hang-up':
        centre.floor.hangUp((data as CommandParams<typeof command>).agentId);
        return {};
      case 'contact.queue':
      case 'contact.accept':
      case 'contact.reject':
      case 'contact.complete':
      case 'contact.cancel':
        throw new CallweaveError('contact.unknown', 'The mock has calls and no other channel.');
      case 'monitor.start':
        this.#monitoring = true;
        return this.#walls();
      case 'monitor.stop':
        this.#monitoring = false;
        return {};
    }
  }

  #forced({ agentId, to }: CommandParams<'agent.force-state'>): AgentSnapshot {
    return this.#world.centre.floor.forceState(agentId, to);
  }

  #walls(): unknown {
    const { queues, trunks, floor } = this.#world.centre;
    const leads = floor.role === 'supervisor' || floor.role === 'admin';
    const { agents, alarms, supervision } = floor;
    return {
      queues,
      agents,
      trunks,
      ...(leads ? { alarms, supervisions: supervision === null ? [] : [supervision] } : {}),
    };
  }

  #message(message: ServerMessage): void {
    this.#send(JSON.stringify(message));
  }
}

/** What only those see who look at a wall: queues, trunks, alarms, and other agents. */
function isForWalls(event: CtiEvent, self: AgentId): boolean {
  switch (event.event) {
    case 'queue.changed':
    case 'trunk.changed':
    case 'alarm.raised':
    case 'alarm.cleared':
      return true;
    case 'agent.changed':
    case 'agent.state-changed':
      return event.data.agent.agentId !== self;
    default:
      return false;
  }
}
