import type {
  AgentId,
  AgentSnapshot,
  CallData,
  CallId,
  CallSnapshot,
  CallweaveError,
  CommandName,
  CommandResult,
  ContactId,
  ContactSnapshot,
  CtiEvent,
  EpochMs,
  EventData,
  EventName,
  LegId,
  ParkedCall,
  QueueId,
  QueueSnapshot,
  RecordingId,
  SupervisionSnapshot,
  TrunkSnapshot,
} from '@callweave/cti-core';
import type { QueueSettings } from '../acd/acd.schema.js';
import type { AgentSettings } from '../agents/change-agents.js';
import type { GroupingSettings } from '../grouping/index.js';
import type { LookupFacts, LookupOutcome } from '../lookups/lookups.port.js';
import type { LegMark, SwitchFact, SwitchOrder } from '../media-switch/media-switch.port.js';
import type { OutboundRule } from '../outbound/index.js';
import type { RecordingSettings } from '../recording/index.js';
import type { Timer } from './set-timers.js';
import type { TimerGuard } from './timer-guards.js';

/** Who gives a command: the agent himself, or another in his name. */
export interface Actor {
  readonly agentId: AgentId | null;
  readonly role: 'agent' | 'supervisor' | 'admin' | 'service';
}

/** Commands that reach the kernel; sessions and softphone credentials are the doors' own business. */
export type KernelCommandName = Extract<
  CommandName,
  `agent.${string}` | `call.${string}` | `contact.${string}` | `supervision.${string}`
>;

/**
 * All that moves the kernel, taken one at a time, in order. `at` is the clock when it was taken; the kernel has no
 * other time.
 */
export type KernelInput = { readonly at: EpochMs } & (
  | { readonly input: 'switch'; readonly fact: SwitchFact }
  | {
      readonly input: 'command';
      readonly actor: Actor;
      readonly command: KernelCommandName;
      /** Checked against the command's schema by the door. */
      readonly params: unknown;
      /** The caller's key, given back with the reply. */
      readonly replyTo: string;
    }
  | { readonly input: 'timer'; readonly guard: TimerGuard }
  /** An order the switch refused or did not accept in time. */
  | { readonly input: 'order-failed'; readonly order: SwitchOrder; readonly error: CallweaveError }
  /** A lookup is back. One that is not waited for any more means nothing. */
  | { readonly input: 'lookup-result'; readonly key: string; readonly outcome: LookupOutcome }
  /** The settings to run by from now on, whole. */
  | { readonly input: 'settings'; readonly settings: KernelSettings }
  /** Day figures begin anew. */
  | { readonly input: 'new-day' }
  /** First input of a run: restored agents' clocks go on. */
  | { readonly input: 'start' }
);

/** What the kernel wants done; the runner journals the step's events first, then acts in order. */
export type Effect =
  | SwitchOrder
  /** Runs anew if it runs already. One that fires when the kernel has cleared it does nothing. */
  | { readonly do: 'timer.set'; readonly timer: Timer; readonly delayMs: number }
  | { readonly do: 'timer.clear'; readonly timer: Timer }
  /** Asks somebody who knows callers; `lookup-result` brings the answer under the same key. */
  | {
      readonly do: 'lookup.start';
      readonly key: string;
      readonly callId: CallId;
      readonly source: string;
      readonly facts: LookupFacts;
    }
  /** The answer is not waited for any more. */
  | { readonly do: 'lookup.cancel'; readonly key: string }
  | { readonly do: 'reply'; readonly to: string; readonly result: CommandResult<KernelCommandName> }
  | { readonly do: 'refuse'; readonly to: string; readonly error: CallweaveError };

/** Settings the kernel runs by; changed only between steps, by the input `settings`. */
export interface KernelSettings {
  readonly agents: readonly AgentSettings[];
  readonly queues: readonly QueueSettings[];
  /** Called number → flow; `default` answers every other number. */
  readonly entries: readonly { readonly called: string; readonly flow: string }[];
  readonly flows: Readonly<Record<string, import('../ivr/flow.types.js').Flow>>;
  /** Routes that flows name, with their lists and calendars; none when left out. */
  readonly grouping?: GroupingSettings;
  readonly recording: RecordingSettings;
  /** By which gateways numbers outside are called; none when left out. */
  readonly outbound?: readonly OutboundRule[];
  /** Takes numbers that no rule of `outbound` takes; null refuses them. */
  readonly outboundGateway: string | null;
  /** Shown outside where neither queue, agent nor rule has a number; the extension when left out. */
  readonly outboundCallerId?: string | null;
  /** How long a caller whose agent's browser vanished waits for him before he is queued again; 20 s when left out. */
  readonly agentReturnMs?: number;
  /** How long a parked call is kept before it comes back; 120 s when left out. */
  readonly parkingMs?: number;
  /** How long a softphone may be unregistered (a page reload) before the agent shows as unreachable; 3 s when left out. */
  readonly unregisterGraceMs?: number;
  /** Agents see who supervises them (`call.supervisedBy`); they do not when left out. */
  readonly tellAgent?: boolean;
  /** Gateways whose size is known. */
  readonly trunks?: readonly { readonly name: string; readonly channels: number }[];
}

/** A domain event before the runner numbers it; the record of what was decided. */
export type KernelEvent = {
  [Name in EventName]: { readonly event: Name; readonly data: EventData<Name> };
}[EventName];

/** What has happened, with no picture drawn yet of whom it happened to; he is kept as he was, so that it can be drawn later. */
export interface Undrawn {
  readonly event: EventName;
  draw(): KernelEvent;
}
export type News = KernelEvent | Undrawn;

/** An order to mark a leg, whose mark is not written yet. */
export interface UndrawnMark {
  readonly do: 'switch.mark';
  readonly legId: LegId;
  drawMark(): LegMark;
}

/**
 * Journal form of an event. Snapshots in journalled events carry `can` as the serving agent sees it; the doors
 * compute it anew for each viewer.
 */
export type JournalEntry = CtiEvent & {
  readonly callId: CallId | null;
  readonly agentId: AgentId | null;
  /** Of events of contacts. */
  readonly contactId?: ContactId;
};

export interface StepOutput {
  readonly events: readonly KernelEvent[];
  readonly effects: readonly Effect[];
}

/** Takes what a step has brought, all news first; it takes no step itself meanwhile. */
export interface UndrawnListener {
  hears(news: News): void;
  carriesOut(effect: Effect | UndrawnMark): void;
}

/**
 * What a server that starts knows from its database. Calls are the last journalled snapshots of those without
 * `call.ended`; `switch.up` then tells which of them are still up. Agents are the last snapshots of all,
 * with the figures of today; queues the last snapshots of today; contacts the last snapshots of those that have not ended.
 */
export interface RestoredState {
  readonly calls: readonly RestoredCall[];
  /** The latest of those that have ended, and those that agents write about, in the order they ended. */
  readonly ended?: readonly RestoredCall[];
  readonly agents: readonly RestoredAgent[];
  readonly queues?: readonly QueueSnapshot[];
  /** Whom callers talked with last, the latest talk at the end; as far back as any queue asks. */
  readonly lastAgents?: readonly LastAgent[];
  /** Callers who gave up, and have not called again, in the order they did; as far back as any queue keeps a place. */
  readonly givenUp?: readonly GivenUp[];
  readonly contacts?: readonly RestoredContact[];
  /** As they were last seen, of today. */
  readonly trunks?: readonly TrunkSnapshot[];
}
export interface LastAgent {
  readonly caller: string;
  readonly agentId: AgentId;
  readonly at: EpochMs;
}
export interface GivenUp {
  readonly queueId: QueueId;
  readonly caller: string;
  /** Since when he had waited. */
  readonly since: EpochMs;
  readonly at: EpochMs;
}
export type RestoredCall = Omit<CallSnapshot, 'can'> & {
  /** Of the recording that runs, below the recordings folder. */
  readonly recordingPath?: string;
  /** The message he was leaving. */
  readonly message?: { readonly recordingId: RecordingId; readonly path: string };
};
export type RestoredContact = Omit<ContactSnapshot, 'can'>;
export type RestoredAgent = Omit<AgentSnapshot, 'can'>;

/** The kernel's present picture; snapshots are built when asked for. */
export interface KernelViews {
  agentSnapshot(agentId: AgentId): AgentSnapshot | null;
  /** `can` speaks of the viewer; calls stay readable for a while after their end. */
  callSnapshot(callId: CallId, viewer: AgentId | null): CallSnapshot | null;
  agentSnapshots(): AgentSnapshot[];
  queueSnapshots(): QueueSnapshot[];
  /** The number that calls for it show outside; null when it has none of its own. */
  callerIdOf(queueId: QueueId): string | null;
  trunkSnapshots(): TrunkSnapshot[];
  /** Calls that anybody may pick up. */
  parkedCalls(): ParkedCall[];
  /** Those he is offered, dials, talks in, holds or wraps up; the one he attends first. */
  callsOfAgent(agentId: AgentId): CallSnapshot[];
  /** Contacts of channels other than voice; readable for a while after their end. */
  contactSnapshot(contactId: ContactId, viewer: AgentId | null): ContactSnapshot | null;
  /** Those that have not ended. */
  contactSnapshots(): ContactSnapshot[];
  /** Those he is offered or works on. */
  contactsOfAgent(agentId: AgentId): ContactSnapshot[];
  /** Who supervises whom (SUP-4). */
  supervisions(): SupervisionSnapshot[];
  /** Whom this supervisor supervises. */
  supervisionOf(supervisorId: AgentId): SupervisionSnapshot | null;
  /** False until the media switch is connected and its calls are taken over. */
  switchConnected(): boolean;
  /** It is connected, and carries pictures. */
  switchCarriesVideo(): boolean;
}

/** The decider: the same inputs and ids give the same outputs. */
export interface Kernel extends KernelViews {
  step(input: KernelInput): StepOutput;
  /** As {@link step}, for those who read few pictures. */
  stepUndrawn(input: KernelInput, listener: UndrawnListener): void;
}

export type { CallData };
