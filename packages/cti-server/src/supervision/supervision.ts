import type {
  AgentId,
  CallId,
  EpochMs,
  LegId,
  SupervisionId,
  SupervisionMode,
  SupervisionSnapshot,
} from '@callweave/cti-core';
import type { LegMark } from '../media-switch/media-switch.port.js';

/*
 * One supervisor on one agent's call (SUP-4). His leg is none of the call's: nobody in it sees him, and no call ends with him.
 *
 *   start ▶ ringing ──answered──▶ ordered ──leg.spying──▶ connected ──take-over──▶ taking-over ──joined──▶ (the call is his)
 *              ▲                    ▲   ▲                  │  │  ▲                      │
 *              │                    │   └─new leg (AGT-8)──┘  │  └──── not joined ──────┘ (by way of apart)
 *              │                    └── a leg again ── apart ◀┘ the agent's leg is gone; music until he is back
 *              └─ registers anew ── away ◀── his own browser vanished, from anywhere
 *
 *   stop, the call's end, the end of his leg, an order that is not carried out: (ended), from anywhere
 */
export type SupervisionStage =
  /** His own phone. */
  | { readonly is: 'ringing' }
  /** The switch was told to let him in on this leg. */
  | {
      readonly is: 'ordered';
      readonly onLegId: LegId;
      readonly mode: SupervisionMode;
      readonly again: boolean;
    }
  /** He hears the call; `fallback` is how, should the switch refuse the last change of mode. */
  | { readonly is: 'connected'; readonly onLegId: LegId; readonly fallback: SupervisionMode }
  /** He hears nobody: the agent's leg is gone, and its successor awaited. `again` when that was tried in vain once. */
  | { readonly is: 'apart'; readonly fromLegId: LegId | null; readonly again: boolean }
  /** His own phone is gone, and may register anew. */
  | { readonly is: 'away' }
  /** Caller and supervisor were ordered to be joined. */
  | { readonly is: 'taking-over'; readonly replyTo: string };

/** A supervision: an immutable value, of which the kernel holds the newest. */
export interface Supervision {
  readonly supervisionId: SupervisionId;
  readonly supervisorId: AgentId;
  readonly agentId: AgentId;
  /** The agent's present call. */
  readonly callId: CallId;
  readonly mode: SupervisionMode;
  readonly legId: LegId;
  readonly extension: string;
  readonly startedAt: EpochMs;
  readonly stage: SupervisionStage;
  /** He has heard the call since his phone was rung. */
  readonly heard: boolean;
}

/** The supervision as clients see it. */
export function supervisionSnapshotOf(supervision: Supervision): SupervisionSnapshot {
  const { supervisionId, supervisorId, agentId, callId, mode, legId, startedAt, heard } = supervision;
  const state = heard ? 'connected' : 'ringing';
  return { supervisionId, supervisorId, agentId, callId, mode, state, legId, startedAt };
}

/** What stands on the supervisor's leg: enough for a server that starts to tell him that it is over. */
export function supervisorMark(supervision: Supervision): LegMark {
  const { callId, supervisionId, supervisorId, agentId, mode, startedAt } = supervision;
  return {
    callId,
    party: 'supervisor',
    facts: { supervisionId, supervisorId, agentId, mode, startedAt: String(startedAt) },
  };
}

/** Reads {@link supervisorMark} back; null when something is missing. */
export function readSupervisorMark({ callId, facts }: LegMark, legId: LegId): SupervisionSnapshot | null {
  const { supervisionId, supervisorId, agentId, mode, startedAt } = facts;
  if (!supervisionId || !supervisorId || !agentId) return null;
  return {
    supervisionId: supervisionId as SupervisionId,
    supervisorId: supervisorId as AgentId,
    agentId: agentId as AgentId,
    callId,
    mode: mode === 'whisper' || mode === 'barge' ? mode : 'listen',
    state: 'ringing',
    legId,
    startedAt: Number(startedAt) || 0,
  };
}
