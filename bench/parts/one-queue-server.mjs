// A server with one queue, whose callers wait for its agents at once, and the tokens of who works there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const SERVICE_KEY = 'service-key-of-the-bench';

/** A token for an agent, as a CRM's back end asks for it. */
export async function tokenOf(agentId, url) {
  const reply = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SERVICE_KEY}` },
    body: JSON.stringify({ agentId }),
  });
  const body = await reply.json();
  if (!reply.ok) throw new Error(JSON.stringify(body));
  return body.token;
}

/** What `processes/server.mjs` starts with, on a switch that `openSwitch` gave; `members` are the agents of the queue. */
export function oneQueueServer(folder, { esl, domain, browsers, userPassword }, agents, members = agents) {
  const flow = {
    id: 'straight',
    version: 1,
    start: 'wait',
    nodes: { wait: { type: 'queue', queueId: 'orders' } },
  };
  writeFileSync(join(folder, 'flow.json'), JSON.stringify(flow));
  mkdirSync(join(folder, 'recordings'));
  const { hostname, port } = new URL(esl.url);
  return {
    folder,
    config: {
      http: { port: 0 },
      switch: { host: hostname, port: Number(port), password: esl.password, music: 'silence_stream://-1' },
      softphone: { server: browsers, domain },
      database: { dataDir: join(folder, 'database') },
      recordings: { all: false, path: join(folder, 'recordings') },
      access: { serviceKeys: [SERVICE_KEY] },
      agents: agents.map((agentId) => ({
        agentId,
        name: agentId,
        extension: agentId,
        sipPassword: userPassword,
      })),
      queues: [{ queueId: 'orders', name: 'Orders', agents: members, wrapUpMs: 0 }],
      entries: [{ called: 'default', flow: 'flow.json' }],
      logLevel: 'error',
    },
  };
}
