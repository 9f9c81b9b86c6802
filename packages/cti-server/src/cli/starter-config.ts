import { randomBytes } from 'node:crypto';
import type { ConfigInput } from '../config/config.schema.js';

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** A small centre to begin with: five agents, a team leader, two queues, the flow that ships with the server. */
export function starterConfig(): { config: ConfigInput; logins: { account: string; password: string }[] } {
  const people = [1001, 1002, 1003, 1004, 1005, 2001].map((number) => ({
    agentId: String(number),
    name: number === 2001 ? 'Team leader' : `Agent ${number}`,
    extension: String(number),
    role: number === 2001 ? ('supervisor' as const) : ('agent' as const),
    sipPassword: secret(9),
    initialPassword: secret(9),
  }));
  const agents = people.filter((person) => person.role === 'agent').map((person) => person.agentId);
  return {
    logins: people.map(({ agentId, initialPassword }) => ({ account: agentId, password: initialPassword })),
    config: {
      switch: { host: '127.0.0.1', port: 8021, password: 'ClueCon' },
      access: { serviceKeys: [secret(24)] },
      agents: people,
      queues: [
        { queueId: 'orders', name: 'Orders', agents },
        { queueId: 'service', name: 'Service', agents },
      ],
      entries: [{ called: 'default', flow: 'builtin:tv-shopping' }],
    },
  };
}
