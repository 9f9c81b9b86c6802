import {
  type AlarmSnapshot,
  CallweaveError,
  type Clock,
  type CommandName,
  type CommandParams,
  type CtiEvent,
  commandSchemas,
  type Directory,
  PROTOCOL_VERSION,
  type RequestMessage,
  requestSchema,
  type SoftphoneCredentials,
} from '@callweave/cti-core';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Identity, Tokens } from '../../access/tokens.js';
import { type AuditLog, audited } from '../../audit/audit-log.port.js';
import { auditedCommand } from '../../audit/audited-commands.js';
import type { JournalEntry, KernelCommandName, Runner } from '../../kernel/index.js';
import { mayManage } from '../../supervision/index.js';
import { agentsCallOf } from './agents-call.js';
import { agentAsSeenBy, asSeenBy, type Viewer, visibleTo } from './visibility.js';

export interface SessionParts {
  readonly runner: Runner;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly audit: AuditLog;
  /** Thresholds that are passed now. */
  readonly alarms: () => readonly AlarmSnapshot[];
  readonly log: Logger;
  readonly version: string;
  readonly newId: () => string;
  /** Null when the extension has no softphone at the switch. */
  readonly softphoneOf: (extension: string) => SoftphoneCredentials | null;
  /** The agent works in this session from now on: another session of his that did is told `session.replaced`. */
  readonly claimAgent: (session: Session) => void;
  readonly closed: (session: Session) => void;
}

type OpenParams = CommandParams<'session.open'>;

/** Time to send `session.open`. */
const OPEN_WITHIN_MS = 10_000;
/** A connection that neither speaks nor answers pings for this long is dead. */
const PING_EVERY_MS = 20_000;
/** Requests without an answer yet; more are refused with `request.too-many`. */
const IN_FLIGHT = 64;
/** Requests in a second, after a burst of as many. */
const RATE = 100;
/** Bytes waiting for a slow reader; beyond it the connection is closed and the client resumes. */
const BACKLOG_BYTES = 4 * 1024 * 1024;

/** One WebSocket connection: opened with a token, then requests in and responses and events out. */
export class Session {
  readonly id: string;
  #identity: Identity | null = null;
  #monitoring = false;
  /** Events wait until `session.open` is answered. */
  #opened = false;
  #inFlight = 0;
  #allowance = RATE;
  #allowanceAt: number;
  #heard = true;
  #cancelOpen: () => void;
  #cancelExpiry: () => void = () => undefined;
  #cancelPing: () => void = () => undefined;
  /** Events of one tick leave together. */
  #outbox: string[] = [];

  constructor(
    private readonly socket: WebSocket,
    private readonly parts: SessionParts,
  ) {
    const { clock } = parts;
    this.id = parts.newId();
    this.#allowanceAt = clock.now();
    this.#cancelOpen = clock.after(OPEN_WITHIN_MS, () =>
      this.end(new CallweaveError('session.not-open', `No session.open came in ${OPEN_WITHIN_MS} ms.`)),
    );
    socket.on('message', (data, isBinary) => {
      this.#heard = true;
      void this.#message(isBinary ? null : String(data));
    });
    socket.on('pong', () => {
      this.#heard = true;
    });
    socket.on('error', (error) => parts.log.debug({ session: this.id, err: error.message }, 'socket error'));
    socket.on('close', () => this.#closed());
    this.#send({
      type: 'welcome',
      protocol: PROTOCOL_VERSION,
      server: `callweave/${parts.version}`,
      serverTime: clock.now(),
    });
    this.#ping();
  }

  get viewer(): Viewer {
    const { role, agentId = null } = this.#identity ?? {};
    const viewer = {
      agentId,
      monitoring: this.#monitoring,
      leads: role === 'supervisor' || role === 'admin',
    };
    if (role === undefined || !viewer.leads || !viewer.monitoring) return viewer;
    const { runner } = this.parts;
    const leads = (agentId === null ? null : runner.agentSnapshot(agentId))?.leads ?? null;
    return {
      ...viewer,
      callOf: (agent) =>
        mayManage({ role, leads }, { team: agent.team ?? null }) ? agentsCallOf(agent, runner) : undefined,
    };
  }

  get agentId(): Identity['agentId'] {
    return this.#identity?.agentId ?? null;
  }

  /** Events of one step, for those who may see them. */
  deliver(entries: readonly JournalEntry[]): void {
    if (this.#identity === null) return;
    const { viewer } = this;
    for (const entry of entries) if (visibleTo(entry, viewer)) this.#queue(asSeenBy(entry, viewer));
  }

  /** Says why, then closes. */
  end(error: CallweaveError): void {
    this.#flush();
    this.#send({ type: 'goodbye', error: error.toWire() });
    this.socket.close(1000, error.code);
    // A peer that does not answer the close is cut off.
    const cut = this.parts.clock.after(2_000, () => this.socket.terminate());
    this.socket.once('close', cut);
  }

  async #message(text: string | null): Promise<void> {
    const request = text === null ? null : parseRequest(text);
    if (request === null) {
      return this.#refuse(
        null,
        new CallweaveError('request.malformed', 'The message is not a request of this protocol.'),
      );
    }
    const busy = this.#overloaded();
    if (busy !== null) return this.#refuse(request.id, busy);
    this.#inFlight += 1;
    try {
      const opening = this.#identity === null;
      const result = await this.#carryOut(request);
      if (!opening) this.#flush(); // what a command caused comes before its answer
      this.#send({ type: 'response', id: request.id, ok: true, result });
      this.#opened = true;
      this.#flush();
    } catch (error) {
      this.#refuse(request.id, this.#asOurs(error, request.command));
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #carryOut({ command, params }: RequestMessage): Promise<unknown> {
    if (!Object.hasOwn(commandSchemas, command)) {
      throw new CallweaveError('request.unknown-command', `There is no command ${command}.`);
    }
    const name = command as CommandName;
    const checked = commandSchemas[name].params.safeParse(params ?? {});
    if (!checked.success) {
      const issues = checked.error.issues.map((issue) => ({
        path: issue.path.join('.'),
        message: issue.message,
      }));
      throw new CallweaveError('request.invalid', `${command}: ${issues[0]?.path} ${issues[0]?.message}`, {
        details: { issues },
      });
    }
    if (name === 'session.open') return this.#open(checked.data as OpenParams);
    const identity = this.#identity;
    if (identity === null) throw new CallweaveError('session.not-open', 'Send session.open first.');
    switch (name) {
      case 'session.renew':
        return this.#renew((checked.data as { token: string }).token, identity);
      case 'session.ping':
        return { serverTime: this.parts.clock.now() };
      case 'softphone.credentials':
        return this.#softphone(identity);
      case 'monitor.start':
        return this.#startMonitor(identity);
      case 'directory.list':
        return this.#directory(identity);
      case 'monitor.stop':
        this.#monitoring = false;
        return {};
      default: {
        if (identity.agentId === null) throw new CallweaveError('access.denied', 'This account is no agent.');
        if (name === 'agent.log-in') this.parts.claimAgent(this);
        const actor = { agentId: identity.agentId, role: identity.role };
        const work = () => this.parts.runner.command(actor, name as KernelCommandName, checked.data as never);
        const noted = auditedCommand(name, checked.data);
        return noted === null ? work() : audited(this.parts.audit, { actor: identity, ...noted }, work);
      }
    }
  }

  async #open({ token, resume }: OpenParams): Promise<unknown> {
    if (this.#identity !== null) throw new CallweaveError('session.already-open', 'The session is open.');
    const identity = await this.parts.tokens.verify(token);
    this.#cancelOpen();
    this.#identity = identity;
    this.#expireAt(identity.expiresAt);
    const { runner, clock } = this.parts;
    const { agentId, role, expiresAt } = identity;
    const missed = resume?.stream === runner.stream ? runner.eventsAfter(resume.seq) : null;
    // Queued now and sent after this answer: events of later steps queue up behind them.
    if (missed !== null) this.deliver(missed);
    this.parts.log.info({ session: this.id, agentId, role }, 'session opened');
    return {
      sessionId: this.id,
      role,
      agentId,
      stream: runner.stream,
      seq: runner.seq,
      serverTime: clock.now(),
      expiresAt,
      state: missed === null ? this.#state() : null,
    };
  }

  #state(): unknown {
    const { runner } = this.parts;
    const { agentId } = this;
    const contacts = agentId === null ? [] : runner.contactsOfAgent(agentId);
    const parked = runner.parkedCalls();
    const supervision = agentId === null ? null : runner.supervisionOf(agentId);
    return {
      agent: agentId === null ? null : runner.agentSnapshot(agentId),
      calls: agentId === null ? [] : runner.callsOfAgent(agentId),
      ...(contacts.length === 0 ? {} : { contacts }),
      ...(parked.length === 0 ? {} : { parked }),
      ...(supervision === null ? {} : { supervision }),
      ...(runner.switchCarriesVideo() ? { video: true } : {}),
    };
  }

  async #renew(token: string, before: Identity): Promise<unknown> {
    const identity = await this.parts.tokens.verify(token);
    if (identity.account !== before.account)
      throw new CallweaveError('access.bad-token', 'The token is of another account.');
    this.#identity = identity;
    this.#expireAt(identity.expiresAt);
    return { expiresAt: identity.expiresAt };
  }

  #softphone({ agentId }: Identity): SoftphoneCredentials {
    const agent = agentId === null ? null : this.parts.runner.agentSnapshot(agentId);
    const credentials = agent?.extension == null ? null : this.parts.softphoneOf(agent.extension);
    if (credentials === null)
      throw new CallweaveError('agent.unknown', 'This account has no softphone extension.');
    return credentials;
  }

  #startMonitor({ role }: Identity): unknown {
    if (role === 'service') throw new CallweaveError('access.denied', 'A service account has no wall.');
    this.#monitoring = true;
    const { runner } = this.parts;
    const { viewer } = this;
    const supervisions = viewer.leads ? runner.supervisions() : [];
    const alarms = viewer.leads ? this.parts.alarms() : [];
    return {
      queues: runner.queueSnapshots(),
      agents: runner.agentSnapshots().map((agent) => agentAsSeenBy(agent, viewer)),
      trunks: runner.trunkSnapshots(),
      ...(supervisions.length === 0 ? {} : { supervisions }),
      ...(alarms.length === 0 ? {} : { alarms }),
    };
  }

  #directory({ agentId }: Identity): Directory {
    if (agentId === null) throw new CallweaveError('access.denied', 'This account is no agent.');
    const { runner } = this.parts;
    return {
      agents: runner
        .agentSnapshots()
        .filter((agent) => agent.agentId !== agentId)
        .map(({ agentId: id, name, extension, state, reachable }) => ({
          agentId: id,
          name,
          extension,
          state,
          reachable,
        })),
      queues: runner
        .queueSnapshots()
        .filter(({ channel }) => channel === undefined)
        .map(({ queueId, name, agents, waiting }) => {
          const callerId = runner.callerIdOf(queueId);
          return {
            queueId,
            name,
            ready: agents.ready,
            waiting: waiting.length,
            ...(callerId === null ? {} : { callerId }),
          };
        }),
    };
  }

  #overloaded(): CallweaveError | null {
    if (this.#inFlight >= IN_FLIGHT)
      return new CallweaveError('request.too-many', `More than ${IN_FLIGHT} requests wait for their answer.`);
    const now = this.parts.clock.now();
    this.#allowance = Math.min(RATE, this.#allowance + ((now - this.#allowanceAt) * RATE) / 1000);
    this.#allowanceAt = now;
    if (this.#allowance < 1)
      return new CallweaveError('request.too-many', `More than ${RATE} requests a second.`);
    this.#allowance -= 1;
    return null;
  }

  #expireAt(expiresAt: number): void {
    this.#cancelExpiry();
    const delay = Math.min(expiresAt - this.parts.clock.now(), 2 ** 31 - 1);
    this.#cancelExpiry = this.parts.clock.after(Math.max(0, delay), () =>
      this.end(new CallweaveError('session.expired', 'The token ran out and was not renewed.')),
    );
  }

  #ping(): void {
    this.#cancelPing = this.parts.clock.after(PING_EVERY_MS, () => {
      if (!this.#heard) return this.socket.terminate();
      this.#heard = false;
      this.socket.ping();
      this.#ping();
    });
  }

  #queue(event: CtiEvent): void {
    if (this.#outbox.length === 0) queueMicrotask(() => this.#flush());
    this.#outbox.push(JSON.stringify(event));
  }

  #flush(): void {
    if (!this.#opened) return;
    const waiting = this.#outbox;
    this.#outbox = [];
    for (const text of waiting) this.socket.send(text);
    if (this.socket.bufferedAmount > BACKLOG_BYTES) {
      this.parts.log.warn(
        { session: this.id, agentId: this.agentId },
        'a slow reader was cut off; it may resume',
      );
      this.socket.terminate();
    }
  }

  #refuse(id: string | null, error: CallweaveError): void {
    this.#send({ type: 'response', id, ok: false, error: error.toWire() });
  }

  #asOurs(error: unknown, command: string): CallweaveError {
    if (error instanceof CallweaveError) return error;
    const ref = this.parts.newId();
    this.parts.log.error({ session: this.id, command, ref, err: error }, 'a command failed');
    return new CallweaveError('server.failed', 'The command failed.', { details: { ref } });
  }

  #send(message: object): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }

  #closed(): void {
    this.#cancelOpen();
    this.#cancelExpiry();
    this.#cancelPing();
    this.#outbox = [];
    if (this.#identity !== null)
      this.parts.log.info({ session: this.id, agentId: this.agentId }, 'session closed');
    this.parts.closed(this);
  }
}

function parseRequest(text: string): RequestMessage | null {
  try {
    const checked = requestSchema.safeParse(JSON.parse(text));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
