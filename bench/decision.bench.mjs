// How long the ACD takes to decide, in a kernel of 10,000 agents in 200 queues with 10,000 waiting callers, and what each of
// them costs in memory. Steps are timed one by one, without a server around them.
import { centreOf, checkScenario } from '@callweave/cti-server/simulator';
import { quantile } from './parts/figures.mjs';
import { HandDrivenKernel } from './parts/hand-driven-kernel.mjs';
import { heapInUse } from './parts/heap.mjs';

const AGENTS = 10_000;
const QUEUES = 200;
const WAITING = 10_000;
const GROUP = 50;
const QUEUES_EACH = 10;
const SAMPLES = 3_000;
const GOAL_MS = 1;

export const deadlineMs = 300_000;

const name = (queue) => `q${queue % QUEUES}`;
/** One queue in twenty asks what nobody who is ready has; after a minute it asks less, after two nothing. */
const isRare = (queue) => queue % 20 === 7;
/** Served by everyone, asks something rare: the longest look there is. */
const EVERYBODY = 'everybody';

const RARE = {
  requires: { rare: 80 },
  relax: [
    { afterMs: 60_000, requires: { rare: 40 } },
    { afterMs: 120_000, requires: {} },
  ],
};

function centre() {
  const groups = AGENTS / GROUP;
  return centreOf(
    checkScenario({
      name: 'decisions',
      durationMs: 1,
      queues: [
        ...Array.from({ length: QUEUES - 1 }, (_, queue) => ({
          queueId: name(queue),
          name: name(queue),
          wrapUpMs: 0,
          ...(isRare(queue) ? RARE : { requires: queue % 3 === 0 ? { mandarin: 30 } : {} }),
        })),
        { queueId: EVERYBODY, name: EVERYBODY, wrapUpMs: 0, ...RARE },
      ],
      agents: Array.from({ length: groups }, (_, group) => ({
        group: `g${group}`,
        count: GROUP,
        skills: { mandarin: 10 + (group % 9) * 10, cantonese: 50, rare: 10 },
        queues: [
          ...Array.from({ length: QUEUES_EACH }, (_, at) => ({
            queueId: name((group + at) % (QUEUES - 1)),
            level: 1 + (at % 3),
            priority: 1 + (at % 2),
          })),
          { queueId: EVERYBODY, priority: 2 },
        ],
      })),
      customers: [{ name: 'none', queueId: name(0), arrivals: { perHour: 0 }, talk: 0 }],
    }),
  );
}

export async function run() {
  const settings = centre();
  const empty = heapInUse();
  const kernel = new HandDrivenKernel(settings);
  for (const { agentId } of settings.agents) {
    kernel.command(agentId, 'agent.log-in', { device: 'browser' });
    kernel.nowMs += 1;
    kernel.command(agentId, 'agent.set-ready');
  }
  const perAgent = (heapInUse() - empty) / AGENTS;

  const rareQueues = Array.from({ length: QUEUES - 1 }, (_, queue) => queue)
    .filter(isRare)
    .map(name);
  const plainQueues = Array.from({ length: QUEUES - 1 }, (_, queue) => queue)
    .filter((queue) => !isRare(queue))
    .map(name);

  // All are ready. Who stands first in his lane looks at everyone; therefore each gives up before the next one comes.
  for (let turn = 0; turn < SAMPLES; turn++) {
    kernel.nowMs += 10;
    givesUp(
      kernel,
      kernel.calls(
        rareQueues[turn % rareQueues.length],
        'a caller enters, 500 are ready, none has the skill',
      ),
    );
    givesUp(kernel, kernel.calls(EVERYBODY, 'a caller enters, 10,000 are ready, none has the skill'));
  }
  for (let call = 0; call < SAMPLES; call++) kernel.calls(rareQueues[call % rareQueues.length]);
  relaxAll(kernel, 60_000, 'a requirement relaxes, nobody meets it yet');
  relaxAll(kernel, 60_000, 'a requirement relaxes, somebody meets it');
  while (kernel.ringing.length > 0) kernel.answers(kernel.ringing.pop());
  let at = 0;
  for (let call = 0; kernel.talking.length < AGENTS && call < 10 * AGENTS; call++) {
    kernel.nowMs += 10;
    kernel.calls(plainQueues[at++ % plainQueues.length], 'a caller enters, agents are ready');
    while (kernel.ringing.length > 0) kernel.answers(kernel.ringing.pop());
  }

  // All talk.
  const talkingHeap = heapInUse();
  let waiting = 0;
  for (; waiting < WAITING; waiting++) {
    kernel.nowMs += 10;
    const queueId =
      waiting % 20 === 0 ? rareQueues[at++ % rareQueues.length] : plainQueues[at++ % plainQueues.length];
    kernel.calls(queueId, 'a caller enters, all agents talk');
  }
  const perWaiting = (heapInUse() - talkingHeap) / WAITING;

  for (let turn = 0; turn < SAMPLES; turn++) {
    kernel.nowMs += 10;
    const [over] = kernel.talking.splice(Math.floor((turn * 7919) % kernel.talking.length), 1);
    kernel.fact({ fact: 'leg.ended', legId: over.customerLegId, cause: 'NORMAL_CLEARING', by: 'far-end' });
    kernel.fact(
      { fact: 'leg.ended', legId: over.legId, cause: 'NORMAL_CLEARING', by: 'switch' },
      'an agent becomes free, 10,000 wait',
    );
    const offer = kernel.ringing.pop();
    if (!offer) throw new Error('nobody was offered to an agent who became free');
    if (turn % 2 === 0) kernel.answers(offer);
    else {
      kernel.fact(
        { fact: 'leg.failed', legId: offer.legId, failure: 'rejected', cause: 'CALL_REJECTED' },
        'an offer fails, 10,000 wait',
      );
      kernel.command(over.agentId, 'agent.set-ready', {}, 'an agent who paused is ready, 10,000 wait');
      kernel.answers(kernel.ringing.pop());
    }
    kernel.calls(plainQueues[at++ % plainQueues.length], null);
    if (turn % 100 === 0) publish(kernel);
  }

  return {
    title: `Decisions of the ACD: ${AGENTS.toLocaleString('en')} agents in ${QUEUES} queues, ${WAITING.toLocaleString('en')} callers wait; p50 / p99 / worst`,
    rows: [
      ...[...kernel.times].map(([kind, times]) => decisionRow(kind, times)),
      {
        name: 'steps in which the core was taken away: only in "worst"',
        ours: 100 * disturbedShare(kernel.times),
        theirs: null,
        unit: '%',
        ratio: null,
      },
      {
        name: 'memory of an agent in 11 queues',
        ours: perAgent / 1_000,
        theirs: null,
        unit: 'kB',
        ratio: null,
      },
      { name: 'memory of a waiting call', ours: perWaiting / 1_000, theirs: null, unit: 'kB', ratio: null },
    ],
  };
}

function givesUp(kernel, legId) {
  kernel.fact({ fact: 'leg.ended', legId, cause: 'ORIGINATOR_CANCEL', by: 'far-end' });
}

/** Lets the time pass that all who wait are relaxed after. */
function relaxAll(kernel, ms, kind) {
  kernel.nowMs += ms;
  for (const timer of [...kernel.timers]) {
    if (timer.guard.guard !== 'relax') continue;
    kernel.timers.delete(timer);
    kernel.take({ input: 'timer', guard: timer.guard }, kind);
  }
}

/** The pictures of the queues for walls: at most one batch a step, at most every 100 ms. */
function publish(kernel) {
  for (;;) {
    const timer = [...kernel.timers].find(({ guard }) => guard.guard === 'queues');
    if (!timer) return;
    kernel.timers.delete(timer);
    kernel.take({ input: 'timer', guard: timer.guard }, 'pictures of 20 queues, 1,000 wait in them');
  }
}

function decisionRow(kind, { all, undisturbed }) {
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(undisturbed, share));
  const figures = [p50, p99, quantile(all, 1)].map((ms) => (ms < 10 ? ms.toPrecision(2) : ms.toFixed(0)));
  return {
    name: kind,
    ours: figures.join(' / '),
    theirs: `p99 < ${GOAL_MS}`,
    ratio: GOAL_MS / p99,
    unit: 'ms',
  };
}

function disturbedShare(times) {
  const count = (which) => [...times.values()].reduce((sum, kind) => sum + kind[which].length, 0);
  return 1 - count('undisturbed') / count('all');
}
