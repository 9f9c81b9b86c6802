import { createKernel } from '@callweave/cti-server/simulator';

/**
 * The kernel with its clock and its switch in the bench's own hands, so that single steps can be timed. What a step wants
 * done is kept: set timers, new legs of agents by call.
 */
export class HandDrivenKernel {
  #kernel;
  #ids = 0;
  #legs = 0;
  nowMs = Date.UTC(2026, 0, 5);
  /** Kind of decision → milliseconds of each step; `undisturbed` leaves out those in which the core was taken away. */
  times = new Map();
  #customers = new Map();
  /** Orders that ring an agent, not yet treated. */
  ringing = [];
  /** `{ legId, customerLegId, agentId }` of those who talk. */
  talking = [];
  timers = new Set();

  constructor(settings) {
    this.#kernel = createKernel({ settings, ids: () => `${++this.#ids}` });
    this.take({ input: 'start' });
    const extensions = settings.agents.map(({ extension }) => extension);
    this.fact({ fact: 'switch.up', legs: [], extensions, gateways: [], restarted: false });
  }

  /** Takes one input; its time counts under `kind`, if any is given. */
  take(input, kind = null) {
    const taken = { ...input, at: this.nowMs };
    const lost = kind === null ? 0 : coreLost();
    const from = performance.now();
    const output = this.#kernel.step(taken);
    const took = performance.now() - from;
    if (kind !== null) {
      const times = this.times.get(kind) ?? { all: [], undisturbed: [] };
      this.times.set(kind, times);
      times.all.push(took);
      if (coreLost() === lost) times.undisturbed.push(took);
    }
    for (const effect of output.effects) this.#note(effect);
    return output;
  }

  fact(fact, kind) {
    return this.take({ input: 'switch', fact: { ...fact, at: this.nowMs } }, kind);
  }

  command(agentId, command, params = {}, kind = null) {
    const actor = { agentId, role: 'agent' };
    return this.take({ input: 'command', actor, command, params, replyTo: '' }, kind);
  }

  /** A customer calls a queue's number; the step in which he comes to wait counts under `kind`. */
  calls(queueId, kind = null) {
    const legId = `customer-${++this.#legs}`;
    const arrival = {
      fact: 'leg.arrived',
      legId,
      caller: '',
      callerName: null,
      called: queueId,
      trunk: null,
    };
    const { events } = this.fact(arrival);
    this.#customers.set(events[0].data.call.callId, legId);
    this.fact({ fact: 'leg.answered', legId }, kind);
    return legId;
  }

  /** The agent picks up; from then on he and the customer talk. */
  answers({ legId, mark }) {
    this.fact({ fact: 'leg.answered', legId });
    const customerLegId = this.#customers.get(mark.callId);
    this.fact({ fact: 'legs.joined', legId: customerLegId, otherLegId: legId });
    this.talking.push({ legId, customerLegId, agentId: mark.facts.agentId });
  }

  #note(effect) {
    if (effect.do === 'timer.set') this.timers.add(effect.timer);
    else if (effect.do === 'timer.clear') this.timers.delete(effect.timer);
    else if (effect.do === 'switch.create-leg') this.ringing.push(effect);
  }
}

/** How often the operating system gave a core of this process to another one. */
function coreLost() {
  return process.resourceUsage().involuntaryContextSwitches;
}
