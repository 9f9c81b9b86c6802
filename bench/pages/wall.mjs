// A wall of agents on a session that a server in the page plays: the whole way from the text of a message to the screen.
import { AgentWall, CallweaveProvider } from '@callweave/react-widgets';
import { createAgentSession } from '@callweave/web-sdk';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import '@callweave/react-widgets/styles.css';
import { aFloor, anyAgent, FLOOR_AT } from '../../packages/react-widgets/src/testing/floor.ts';

const serverNow = () => FLOOR_AT + Math.round(performance.now());

/** The server's side of the protocol, as far as a wall needs it. */
function serverWith(floor) {
  let listener;
  let seq = 0;
  const send = (message) => listener.message(JSON.stringify(message));
  const answers = {
    'session.open': () => ({
      sessionId: 'bench',
      role: 'supervisor',
      agentId: 's-1',
      stream: 'bench',
      seq: 0,
      serverTime: serverNow(),
      expiresAt: serverNow() + 3_600_000,
      state: { agent: { ...floor.agents[0], agentId: 's-1' }, calls: [] },
    }),
    'session.ping': () => ({ serverTime: serverNow() }),
    'monitor.start': () => floor,
  };
  return {
    transport: {
      open(opened) {
        listener = opened;
        queueMicrotask(() => {
          listener.opened();
          send({ type: 'welcome', protocol: 1, server: 'bench', serverTime: serverNow() });
        });
        return {
          send: (text) => {
            const { id, command } = JSON.parse(text);
            const result = answers[command]?.() ?? {};
            queueMicrotask(() => send({ type: 'response', id, ok: true, result }));
          },
          close: () => undefined,
        };
      },
    },
    tell(agent, from) {
      seq += 1;
      const data = { agent, from, to: agent.state, reason: null };
      send({ type: 'event', seq, at: serverNow(), event: 'agent.state-changed', data });
    },
  };
}

/** A wall of `count` agents is drawn; resolves with how long that took, in milliseconds. */
window.openWall = async (count) => {
  const floor = { ...aFloor(count) };
  const server = serverWith(floor);
  const session = createAgentSession({
    url: 'ws://bench.local/ws',
    getToken: () => 'bench',
    softphone: false,
    transport: server.transport,
  });
  window.bench = { floor, server, count };
  await session.start();
  const began = performance.now();
  createRoot(document.getElementById('root')).render(
    createElement(CallweaveProvider, { session, locale: 'zh-CN', theme: 'light' }, createElement(AgentWall)),
  );
  while (document.querySelectorAll('[data-agent]').length < Math.min(90, count)) await nextFrame();
  return performance.now() - began;
};

/**
 * Tells `perSecond` changes of agents for `seconds`; resolves with the time from a message to the frame that shows it, of those in
 * sight, and with the longest time between two frames, in milliseconds.
 */
window.changeAgents = async (perSecond, seconds, scrolls) => {
  const { floor, server, count } = window.bench;
  let seed = 7;
  const roll = (sides) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * sides);
  };
  const current = new Map(floor.agents.map((agent) => [agent.agentId, agent]));
  const waits = new Map();
  const latencies = [];
  const frames = [];
  const grid = document.querySelector('[role=grid]');
  const began = performance.now();
  let told = 0;
  let last = began;
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1_000) * perSecond;
    for (; told < due; told += 1) {
      const index = roll(count);
      const before = floor.agents[index];
      const from = current.get(before.agentId).state;
      const agent = { ...anyAgent(index, count, roll), name: before.name, since: serverNow() };
      current.set(agent.agentId, agent);
      if (agent.state !== from && document.querySelector(`[data-agent="${agent.agentId}"]`) !== null)
        waits.set(agent.agentId, { state: agent.state, at: performance.now() });
      else waits.delete(agent.agentId);
      server.tell(agent, from);
    }
  }, 5);
  while (performance.now() - began < seconds * 1_000) {
    const now = await nextFrame();
    frames.push(now - last);
    last = now;
    if (scrolls) grid.scrollTop = (grid.scrollTop + 12) % (grid.scrollHeight - grid.clientHeight);
    for (const [agentId, { state, at }] of waits) {
      const tile = document.querySelector(`[data-agent="${agentId}"]`);
      if (tile !== null && tile.dataset.state !== state) continue;
      if (tile !== null) latencies.push(performance.now() - at);
      waits.delete(agentId);
    }
  }
  clearInterval(timer);
  return { told, latencies, frames, tiles: document.querySelectorAll('[data-agent]').length };
};

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
