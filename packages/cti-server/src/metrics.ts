import { Gauge, Registry } from 'prom-client';
import type { Runner } from './kernel/index.js';

/** The server's figures for Prometheus; each is read when it is asked for. */
export function createMetrics({
  runner,
  connections,
}: {
  runner: Runner;
  connections: () => number;
}): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'callweave_switch_connected',
    help: '1 while the media switch is connected',
    registers,
    collect() {
      this.set(runner.switchConnected() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'callweave_websocket_connections',
    help: 'Open WebSocket connections',
    registers,
    collect() {
      this.set(connections());
    },
  });
  new Gauge({
    name: 'callweave_queue_waiting',
    help: 'Callers waiting now',
    labelNames: ['queue'],
    registers,
    collect() {
      this.reset();
      for (const queue of runner.queueSnapshots()) this.set({ queue: queue.queueId }, queue.waiting.length);
    },
  });
  new Gauge({
    name: 'callweave_agents',
    help: 'Agents by state',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset();
      for (const agent of runner.agentSnapshots()) this.inc({ state: agent.state });
    },
  });
  new Gauge({
    name: 'callweave_events_total',
    help: 'Number of the last event',
    registers,
    collect() {
      this.set(runner.seq);
    },
  });
  return registry;
}
