// Supervisors with a wall each, in a process of their own: they read what comes and note when an agent's change was there.
import { WebSocket } from 'ws';
import { serveParent } from '../parts/serve-parent.mjs';

const sockets = [];
let seen = [];
let messages = 0;

serveParent({
  /** Opens so many sessions and starts the monitor in each. */
  open: async ({ url, tokens }) => {
    await Promise.all(tokens.map((token) => open(url, token)));
  },
  /** What came since the last time: arrivals by agent and state, and how many messages there were. */
  take: () => {
    const taken = { seen, messages };
    seen = [];
    messages = 0;
    return taken;
  },
});

function open(url, token) {
  const socket = new WebSocket(url);
  sockets.push(socket);
  const ask = (id, command, params) => socket.send(JSON.stringify({ type: 'request', id, command, params }));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`a wall was closed: ${code}`)));
    socket.on('message', (data) => {
      const text = String(data);
      // Wall clocks of one machine, as the process that makes the changes has them.
      const at = performance.timeOrigin + performance.now();
      for (const [, agentId, state] of text.matchAll(STATE)) seen.push([agentId, state, at]);
      messages += 1;
      if (text.includes('"type":"welcome"'))
        ask('1', 'session.open', { token, client: { name: 'bench', version: '0' } });
      else if (text.includes('"id":"1"')) ask('2', 'monitor.start', {});
      else if (text.includes('"id":"2"')) resolve();
    });
  });
}

const STATE = /"agent\.state-changed".{0,80}?"agentId":"(a\d+)".*?"to":"([a-z-]+)"/g;
