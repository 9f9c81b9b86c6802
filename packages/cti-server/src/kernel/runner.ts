import { type AgentId, type CallId, CallweaveError, type ContactId, SafeEmitter } from '@callweave/cti-core';
import { EventRing } from './event-ring.js';
import type { Effect, JournalEntry, KernelEvent, KernelInput } from './kernel.types.js';
import { createLookupDesk } from './lookup-desk.js';
import { createOrderLanes } from './order-lanes.js';
import type { Runner, RunnerParts } from './runner.types.js';
import type { Timer } from './set-timers.js';

const KEEP_EVENTS = 10_000;
const ORDER_TIMEOUT_MS = 10_000;
const COMMAND_TIMEOUT_MS = 10_000;
/** Lookups on their way; a CRM that needs more is one that hangs. */
const OPEN_LOOKUPS = 200;
/** Commands waiting for their answer; more are refused with `server.busy`. */
const OPEN_COMMANDS = 10_000;

interface OpenCommand {
  readonly resolve: (result: never) => void;
  readonly reject: (error: CallweaveError) => void;
  readonly cancelDeadline: () => void;
}

type InputWithoutTime = KernelInput extends infer Input
  ? Input extends KernelInput
    ? Omit<Input, 'at'>
    : never
  : never;

/**
 * The loop around the kernel: takes inputs one at a time, numbers and journals the step's events, publishes them,
 * then acts on the effects in order. Nothing is awaited between a fact and the order it leads to.
 */
export function createRunner(parts: RunnerParts): Runner {
  const { kernel, journal, clock, log } = parts;
  const ring = new EventRing(parts.keepEvents ?? KEEP_EVENTS, parts.lastSeq ?? 0);
  const published = new SafeEmitter<{ entries: (entries: readonly JournalEntry[]) => void }>((error) =>
    log?.error({ err: error }, 'an event listener threw'),
  );
  const timers = new Map<Timer, () => void>();
  const open = new Map<string, OpenCommand>();
  const inbox: (InputWithoutTime | { readonly publish: KernelEvent })[] = [];
  let running = false;
  let stepping = false;
  let journalFull = false;

  const lanes = createOrderLanes({
    mediaSwitch: parts.mediaSwitch,
    clock,
    timeoutMs: parts.orderTimeoutMs ?? ORDER_TIMEOUT_MS,
    onFailed: (order, error) => {
      log?.warn(
        { order: order.do, legId: order.legId, code: error.code, err: error.message },
        'order failed',
      );
      take({ input: 'order-failed', order, error });
    },
  });

  const desk = createLookupDesk({
    lookups: parts.lookups,
    limit: parts.lookupLimit ?? OPEN_LOOKUPS,
    onAnswered: (key, outcome) => take({ input: 'lookup-result', key, outcome }),
    log,
  });

  function take(input: (typeof inbox)[number]) {
    if (!running) return;
    inbox.push(input);
    if (stepping) return;
    stepping = true;
    try {
      for (let next = inbox.shift(); next; next = inbox.shift()) step(next);
    } finally {
      stepping = false;
    }
  }

  function step(next: (typeof inbox)[number]) {
    const at = clock.now();
    if ('publish' in next) return record([next.publish], at);
    try {
      const { events, effects } = kernel.step({ ...next, at } as KernelInput);
      record(events, at);
      for (const effect of effects) act(effect);
    } catch (error) {
      log?.error({ input: next.input, err: error }, 'a kernel step failed');
      if (next.input === 'command') {
        settle(next.replyTo, (command) =>
          command.reject(
            new CallweaveError('server.failed', 'The command could not be carried out', { cause: error }),
          ),
        );
      }
    }
  }

  function record(events: readonly KernelEvent[], at: number) {
    if (events.length === 0) return;
    const entries = events.map((event, index) => entryOf(event, ring.lastSeq + 1 + index, at));
    for (const entry of entries) ring.push(entry);
    try {
      const room = journal.append(entries);
      if (room && !journalFull) {
        journalFull = true;
        log?.warn({}, 'the journal is behind: commands are refused until it has room');
        const again = () => {
          journalFull = false;
        };
        room.then(again, again);
      }
    } catch (error) {
      log?.error({ err: error, entries: entries.length }, 'the journal took no more entries');
    }
    published.safeEmit('entries', entries);
  }

  function act(effect: Effect) {
    switch (effect.do) {
      case 'timer.set': {
        const { timer } = effect;
        timers.get(timer)?.();
        const cancel = clock.after(effect.delayMs, () => {
          timers.delete(timer);
          take({ input: 'timer', guard: timer.guard });
        });
        timers.set(timer, cancel);
        return;
      }
      case 'timer.clear':
        timers.get(effect.timer)?.();
        timers.delete(effect.timer);
        return;
      case 'reply':
        return settle(effect.to, (command) => command.resolve(effect.result as never));
      case 'refuse':
        return settle(effect.to, (command) => command.reject(effect.error));
      case 'lookup.start':
        return desk.start(effect);
      case 'lookup.cancel':
        return desk.cancel(effect.key);
      default:
        return lanes.execute(effect);
    }
  }

  function settle(key: string, how: (command: OpenCommand) => void): void {
    const command = open.get(key);
    if (!command) return;
    open.delete(key);
    command.cancelDeadline();
    how(command);
  }

  parts.mediaSwitch.onFact((fact) => take({ input: 'switch', fact }));

  return {
    stream: parts.stream,
    get seq() {
      return ring.lastSeq;
    },
    start() {
      if (running) return;
      running = true;
      take({ input: 'start' });
    },
    async stop() {
      running = false;
      inbox.length = 0;
      for (const cancel of timers.values()) cancel();
      timers.clear();
      desk.cancelAll();
      for (const key of [...open.keys()]) {
        settle(key, (command) =>
          command.reject(new CallweaveError('server.stopping', 'The server is stopping')),
        );
      }
      await journal.flush();
    },
    command(actor, command, params, options = {}) {
      return new Promise((resolve, reject) => {
        if (!running)
          return reject(new CallweaveError('server.stopping', 'The server takes no commands now'));
        if (journalFull || open.size >= OPEN_COMMANDS) {
          return reject(new CallweaveError('server.busy', 'The server is behind with its work'));
        }
        const replyTo = parts.newId();
        const timeoutMs = options.timeoutMs ?? COMMAND_TIMEOUT_MS;
        const cancelDeadline = clock.after(timeoutMs, () =>
          settle(replyTo, (late) =>
            late.reject(
              new CallweaveError('request.timed-out', `${command} had no answer within ${timeoutMs} ms`),
            ),
          ),
        );
        open.set(replyTo, { resolve, reject, cancelDeadline });
        take({ input: 'command', actor, command, params, replyTo });
      });
    },
    onEvents: (listener) => published.on('entries', listener),
    eventsAfter: (seq) => ring.after(seq),
    publish: (event) => take({ publish: event }),
    changeSettings: (settings) => take({ input: 'settings', settings }),
    newDay: () => take({ input: 'new-day' }),
    agentSnapshot: (agentId) => kernel.agentSnapshot(agentId),
    callSnapshot: (callId, viewer) => kernel.callSnapshot(callId, viewer),
    agentSnapshots: () => kernel.agentSnapshots(),
    queueSnapshots: () => kernel.queueSnapshots(),
    callerIdOf: (queueId) => kernel.callerIdOf(queueId),
    trunkSnapshots: () => kernel.trunkSnapshots(),
    parkedCalls: () => kernel.parkedCalls(),
    callsOfAgent: (agentId) => kernel.callsOfAgent(agentId),
    contactSnapshot: (contactId, viewer) => kernel.contactSnapshot(contactId, viewer),
    contactSnapshots: () => kernel.contactSnapshots(),
    contactsOfAgent: (agentId) => kernel.contactsOfAgent(agentId),
    supervisions: () => kernel.supervisions(),
    supervisionOf: (supervisorId) => kernel.supervisionOf(supervisorId),
    switchConnected: () => kernel.switchConnected(),
    switchCarriesVideo: () => kernel.switchCarriesVideo(),
  };
}

function entryOf(event: KernelEvent, seq: number, at: number): JournalEntry {
  const data = event.data as {
    readonly call?: {
      readonly callId: CallId;
      readonly agentId: AgentId | null;
      readonly offer: { agentId: AgentId } | null;
    };
    readonly agent?: { readonly agentId: AgentId; readonly callId: CallId | null };
    readonly contact?: {
      readonly contactId: ContactId;
      readonly agentId: AgentId | null;
      readonly offer: { agentId: AgentId } | null;
    };
    readonly supervision?: { readonly callId: CallId; readonly agentId: AgentId };
    readonly callId?: CallId;
    readonly contactId?: ContactId;
    readonly agentId?: AgentId;
  };
  const about = data.call ?? data.contact;
  const contactId = data.contact?.contactId ?? data.contactId;
  return {
    type: 'event',
    seq,
    at,
    event: event.event,
    data: event.data,
    callId: data.call?.callId ?? data.callId ?? data.agent?.callId ?? data.supervision?.callId ?? null,
    agentId:
      data.agent?.agentId ??
      data.supervision?.agentId ??
      data.agentId ??
      about?.offer?.agentId ??
      about?.agentId ??
      null,
    ...(contactId === undefined ? {} : { contactId }),
  } as JournalEntry;
}
