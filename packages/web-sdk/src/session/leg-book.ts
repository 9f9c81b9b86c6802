import {
  type AgentId,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type Clock,
  type LegId,
} from '@callweave/cti-core';
import type { AgentCall } from '../agent-session.types.js';
import type { SoftphoneLeg } from '../softphone/softphone.port.js';
import { ownLegOf, ownOfferOf } from './own-calls.js';

/**
 * Which SIP dialog belongs to which call. Either may be known first: the server's event and the INVITE come by
 * different ways. One dialog serves several calls of its agent, of which its INVITE named the first; the others list
 * the same leg of his.
 */
export class LegBook {
  /** By the call that the INVITE named. */
  readonly #legs = new Map<CallId, SoftphoneLeg>();
  /** What the server calls the dialog; kept beyond the call that it began with. */
  readonly #names = new WeakMap<SoftphoneLeg, LegId>();
  /** Calls beside the first that a dialog serves. */
  #lent = new Map<CallId, SoftphoneLeg>();
  readonly #waiting = new Set<{ readonly callId: CallId; readonly found: (leg: SoftphoneLeg) => void }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly SoftphoneLeg[] {
    return [...this.#legs.values()];
  }

  of(callId: CallId): SoftphoneLeg | undefined {
    return this.#legs.get(callId) ?? this.#lent.get(callId);
  }

  localOf(callId: CallId): AgentCall['local'] {
    const state = this.of(callId)?.state;
    return state === undefined || state === 'ended' ? 'none' : state;
  }

  /** A newer dialog of the same call takes the older one's place: the server hangs the older one up. */
  add(leg: SoftphoneLeg): void {
    this.#legs.set(leg.callId, leg);
    for (const waiting of [...this.#waiting]) if (waiting.callId === leg.callId) waiting.found(leg);
  }

  remove(leg: SoftphoneLeg): void {
    if (this.#legs.get(leg.callId) === leg) this.#legs.delete(leg.callId);
  }

  clear(): void {
    this.#legs.clear();
    this.#lent.clear();
  }

  /** Learns from the server's calls which dialog each of them uses. */
  learn(calls: readonly CallSnapshot[], agentId: AgentId | null): void {
    const ownLegs = calls.flatMap((call) => {
      if (agentId === null || call.phase === 'ended') return [];
      const legId = ownLegOf(call, agentId)?.legId ?? ownOfferOf(call, agentId)?.legId;
      return legId === undefined ? [] : [{ callId: call.callId, legId }];
    });
    for (const { callId, legId } of ownLegs) {
      const leg = this.#legs.get(callId);
      if (leg !== undefined) this.#names.set(leg, legId);
    }
    this.#lent = new Map();
    for (const { callId, legId } of ownLegs) {
      const leg = this.all.find((one) => this.#names.get(one) === legId);
      if (leg !== undefined) this.#lent.set(callId, leg);
    }
  }

  /**
   * The call's dialog, waited for when it is not there yet.
   * @throws {CallweaveError} `softphone.no-ringing-call` after the deadline
   */
  wait(callId: CallId, timeoutMs: number): Promise<SoftphoneLeg> {
    const leg = this.of(callId);
    if (leg !== undefined) return Promise.resolve(leg);
    return new Promise((resolve, reject) => {
      const waiting = {
        callId,
        found: (found: SoftphoneLeg) => {
          cancel();
          this.#waiting.delete(waiting);
          resolve(found);
        },
      };
      const cancel = this.#clock.after(timeoutMs, () => {
        this.#waiting.delete(waiting);
        reject(
          new CallweaveError('softphone.no-ringing-call', 'The call did not ring in this browser.', {
            details: { callId, timeoutMs },
          }),
        );
      });
      this.#waiting.add(waiting);
    });
  }
}
