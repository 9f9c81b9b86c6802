import type { ParkedCall } from '@callweave/cti-core';
import type { AgentSessionState } from '@callweave/web-sdk';

/** When little time is left, it shows. */
const WARM_MS = 30_000;

export interface ParkedLine extends ParkedCall {
  /** He parked it himself. */
  readonly own: boolean;
  /** Until it goes back to whoever parked it, in milliseconds; 0 when that is due. */
  leftMs(now: number): number;
  isWarm(now: number): boolean;
}

export interface ParkedCallsView {
  /** By slot, so that each keeps its place. */
  readonly lines: readonly ParkedLine[];
  /** The agent's state lets him take one. */
  readonly canPickUp: boolean;
}

/** Every parked call, as this agent sees them. */
export function parkedCallsView({ parked, agent }: AgentSessionState): ParkedCallsView {
  const lines = parked
    .map((call) => {
      const leftMs = (now: number): number => Math.max(0, call.until - now);
      return {
        ...call,
        own: call.by === agent?.agentId,
        leftMs,
        isWarm: (now: number) => leftMs(now) < WARM_MS,
      };
    })
    .sort((one, other) => one.slot.localeCompare(other.slot, undefined, { numeric: true }));
  return { lines, canPickUp: agent?.can.pickUp === true };
}
