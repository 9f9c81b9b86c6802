import { BATCHES, BatchTimes, newBatches } from '../batches.js';
import { exponential } from '../distributions.js';
import type { Batch } from '../figures.types.js';
import { type Random, randomStream } from '../random.js';
import { EarliestEnds } from './earliest-ends.js';

/** Callers of one kind, served before those of the classes behind them. */
export interface PlainClass {
  /** Names the streams of chance, as a scenario's customers do. */
  readonly name: string;
  readonly callsPerHour: number;
}

export interface PlainCentre {
  readonly agents: number;
  readonly handlingMs: number;
  /** Mean of an exponential patience; null: nobody gives up. */
  readonly patienceMs: number | null;
  readonly serviceLevelMs: number;
  readonly classes: readonly PlainClass[];
}

export interface PlainRun {
  readonly seed: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/** What a run counted: all together, and by class. */
export interface Counted {
  readonly total: readonly Batch[];
  readonly classes: readonly (readonly Batch[])[];
}

interface Caller {
  readonly of: ClassState;
  readonly at: number;
  readonly talkMs: number;
  readonly givesUpAt: number;
}

interface ClassState {
  readonly batches: Batch[];
  readonly meanMs: number;
  readonly arrives: Random;
  readonly talks: Random;
  readonly waits: Random;
  /** Since when the next is awaited: when the one before him came. */
  awaitedSince: number;
  nextAt: number;
  readonly line: Line;
}

/**
 * The queue of the formulas and nothing else: n servers, a line a class, first come first served within it, none
 * interrupted. It shares no line of code with the distribution, only the draws of chance, so that the same seed brings
 * both the same callers: what one caller waits here he must wait there, to the millisecond. Both count whole milliseconds,
 * and of one instant what has been awaited longest comes first. Some hundred times faster.
 */
export function plainQueue(centre: PlainCentre, run: PlainRun): Counted {
  return new PlainQueue(centre, run).run();
}

class PlainQueue {
  readonly #centre: PlainCentre;
  readonly #times: BatchTimes;
  readonly #endMs: number;
  readonly #total = newBatches();
  readonly #busyMs = new Float64Array(BATCHES);
  readonly #classes: readonly ClassState[];
  readonly #busy: EarliestEnds;

  constructor(centre: PlainCentre, { seed, warmUpMs, measuredMs }: PlainRun) {
    this.#centre = centre;
    this.#times = new BatchTimes(warmUpMs, measuredMs);
    this.#endMs = warmUpMs + measuredMs;
    this.#busy = new EarliestEnds(centre.agents);
    this.#classes = centre.classes.map(({ name, callsPerHour }) => {
      const meanMs = 3_600_000 / callsPerHour;
      const arrives = randomStream(seed, `${name} arrives`);
      return {
        batches: newBatches(),
        meanMs,
        arrives,
        talks: randomStream(seed, `${name} talks`),
        waits: randomStream(seed, `${name} waits`),
        awaitedSince: 0,
        nextAt: Math.round(exponential(meanMs, arrives)),
        line: new Line(),
      };
    });
  }

  run(): Counted {
    for (;;) {
      const next = this.#nextClass();
      const at = next.nextAt;
      if (at >= this.#endMs) break;
      while (this.#endsBefore(at, next.awaitedSince)) this.#agentFree();
      next.awaitedSince = at;
      next.nextAt = Math.round(at + exponential(next.meanMs, next.arrives));
      this.#arrives(next, at);
    }
    while (this.#busy.first < this.#endMs) this.#agentFree();
    for (const { line } of this.#classes) {
      for (let left = line.take(); left; left = line.take()) this.#gaveUp(left);
    }
    for (const batch of this.#total) batch.openMs = this.#centre.agents * this.#times.batchMs;
    const total = this.#total.map((batch, index) => ({ ...batch, busyMs: this.#busyMs[index] as number }));
    return { total, classes: this.#classes.map(({ batches }) => batches) };
  }

  /** The class of the next caller. */
  #nextClass(): ClassState {
    return this.#classes.reduce((next, one) =>
      one.nextAt < next.nextAt || (one.nextAt === next.nextAt && one.awaitedSince < next.awaitedSince)
        ? one
        : next,
    );
  }

  /** An agent is free before an instant, or at it and before what was awaited since then. */
  #endsBefore(at: number, awaitedSince: number): boolean {
    const { first, firstBegan } = this.#busy;
    return first < at || (first === at && firstBegan <= awaitedSince);
  }

  #arrives(of: ClassState, at: number): void {
    const { handlingMs, patienceMs } = this.#centre;
    const talkMs = exponential(handlingMs, of.talks);
    const drawnMs = patienceMs === null ? 0 : exponential(patienceMs, of.waits);
    for (const batches of [this.#total, of.batches]) {
      const batch = this.#times.at(batches, at);
      if (!batch) continue;
      batch.entered += 1;
      batch.draws += 1;
      batch.drawnTalkMs += talkMs;
      batch.drawnPatienceMs += drawnMs;
    }
    const caller = {
      of,
      at,
      talkMs,
      givesUpAt: patienceMs === null ? Number.POSITIVE_INFINITY : Math.round(at + drawnMs),
    };
    if (this.#busy.isFull) of.line.add(caller);
    else this.#served(caller, at, false);
  }

  /** The first of the first class who is still there is served, or nobody. */
  #agentFree() {
    const at = this.#busy.first;
    for (const { line } of this.#classes) {
      for (let next = line.take(); next; next = line.take()) {
        if (this.#endsBefore(next.givesUpAt, next.at)) return this.#served(next, at, true);
        this.#gaveUp(next);
      }
    }
    this.#busy.removeFirst();
  }

  #served({ of, at, talkMs }: Caller, servedAt: number, inTurn: boolean): void {
    const endsAt = Math.round(servedAt + talkMs);
    if (inTurn) this.#busy.replaceFirst(endsAt, servedAt);
    else this.#busy.add(endsAt, servedAt);
    const until = Math.min(endsAt, this.#endMs);
    this.#times.spread(this.#busyMs, servedAt, until);
    const waitMs = servedAt - at;
    for (const batches of [this.#total, of.batches]) {
      const batch = this.#waited(batches, at, waitMs);
      if (!batch) continue;
      batch.answered += 1;
      if (waitMs <= this.#centre.serviceLevelMs) batch.inTime += 1;
    }
  }

  #gaveUp({ of, at, givesUpAt }: Caller): void {
    if (givesUpAt >= this.#endMs) return;
    for (const batches of [this.#total, of.batches]) {
      const batch = this.#waited(batches, at, givesUpAt - at);
      if (batch) batch.abandoned += 1;
    }
  }

  #waited(batches: readonly Batch[], at: number, waitMs: number): Batch | null {
    const batch = this.#times.at(batches, at);
    if (!batch) return null;
    batch.waitMs += waitMs;
    if (waitMs > 0) batch.delayed += 1;
    return batch;
  }
}

/** First in, first out; what was taken is dropped in pieces. */
class Line {
  #callers: Caller[] = [];
  #taken = 0;

  add(caller: Caller): void {
    this.#callers.push(caller);
  }

  take(): Caller | null {
    const caller = this.#callers[this.#taken];
    if (!caller) return null;
    this.#taken += 1;
    if (this.#taken === this.#callers.length || this.#taken >= 1_024) {
      this.#callers = this.#callers.slice(this.#taken);
      this.#taken = 0;
    }
    return caller;
  }
}
