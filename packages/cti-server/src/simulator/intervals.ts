import type { AgentState } from '@callweave/cti-core';
import type { Interval } from './figures.types.js';

const INTERVALS = 96;

interface Piece {
  entered: number;
  answered: number;
  abandoned: number;
  inTime: number;
  waitMs: number;
  waitingMs: number;
  readyMs: number;
  busyMs: number;
  auxMs: number;
}

type Level = 'waitingMs' | 'readyMs' | 'busyMs' | 'auxMs';

/** The run in 96 pieces (quarter-hours of a day), for charts: who came in it, and how full everything was on average. */
export class IntervalCounter {
  readonly #fromMs: number;
  readonly #pieceMs: number;
  readonly #pieces: Piece[];
  readonly #levels: Record<Level, number> = { waitingMs: 0, readyMs: 0, busyMs: 0, auxMs: 0 };
  #since: number;

  constructor(fromMs: number, measuredMs: number) {
    this.#fromMs = fromMs;
    this.#since = fromMs;
    this.#pieceMs = measuredMs / INTERVALS;
    this.#pieces = Array.from({ length: INTERVALS }, () => ({
      entered: 0,
      answered: 0,
      abandoned: 0,
      inTime: 0,
      waitMs: 0,
      waitingMs: 0,
      readyMs: 0,
      busyMs: 0,
      auxMs: 0,
    }));
  }

  entered(at: number): void {
    const piece = this.#pieceAt(at);
    if (piece) piece.entered += 1;
  }

  left(queuedAt: number, waitMs: number, how: 'in-time' | 'late' | 'gave-up'): void {
    const piece = this.#pieceAt(queuedAt);
    if (!piece) return;
    piece.waitMs += waitMs;
    if (how === 'gave-up') piece.abandoned += 1;
    else piece.answered += 1;
    if (how === 'in-time') piece.inTime += 1;
  }

  waiting(at: number, by: 1 | -1): void {
    this.#pass(at);
    this.#levels.waitingMs += by;
  }

  agent(at: number, from: AgentState, to: AgentState): void {
    this.#pass(at);
    const was = levelOf(from);
    const is = levelOf(to);
    if (was) this.#levels[was] -= 1;
    if (is) this.#levels[is] += 1;
  }

  result(at: number): Interval[] {
    this.#pass(at);
    return this.#pieces.map((piece, index) => {
      const fromMs = this.#fromMs + index * this.#pieceMs;
      const left = piece.answered + piece.abandoned;
      return {
        fromMs,
        untilMs: fromMs + this.#pieceMs,
        entered: piece.entered,
        answered: piece.answered,
        abandoned: piece.abandoned,
        serviceLevel: left === 0 ? null : piece.inTime / left,
        meanWaitMs: left === 0 ? null : piece.waitMs / left,
        waiting: piece.waitingMs / this.#pieceMs,
        agentsReady: piece.readyMs / this.#pieceMs,
        agentsBusy: piece.busyMs / this.#pieceMs,
        agentsAux: piece.auxMs / this.#pieceMs,
      };
    });
  }

  /** Until now everything was as full as it was. */
  #pass(at: number): void {
    const last = INTERVALS - 1;
    for (let index = this.#indexAt(this.#since); this.#since < at && index <= last; index++) {
      const piece = this.#pieces[index] as Piece;
      const end = index === last ? at : Math.min(at, this.#fromMs + (index + 1) * this.#pieceMs);
      const spentMs = Math.max(0, end - this.#since);
      piece.waitingMs += this.#levels.waitingMs * spentMs;
      piece.readyMs += this.#levels.readyMs * spentMs;
      piece.busyMs += this.#levels.busyMs * spentMs;
      piece.auxMs += this.#levels.auxMs * spentMs;
      this.#since = Math.max(this.#since, end);
    }
  }

  #pieceAt(at: number): Piece | null {
    if (at < this.#fromMs) return null;
    return this.#pieces[this.#indexAt(at)] ?? null;
  }

  #indexAt(at: number): number {
    return Math.min(INTERVALS - 1, Math.floor((at - this.#fromMs) / this.#pieceMs));
  }
}

function levelOf(state: AgentState): Level | null {
  if (state === 'logged-out') return null;
  if (state === 'ready') return 'readyMs';
  return state === 'aux' ? 'auxMs' : 'busyMs';
}
