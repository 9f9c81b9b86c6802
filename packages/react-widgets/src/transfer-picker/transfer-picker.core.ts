import type { AgentId, AgentState, Destination, Directory } from '@callweave/cti-core';

/** Whom the caller may go to, or who may be asked. */
export type PickerEntry =
  | {
      readonly is: 'agent';
      readonly key: string;
      readonly destination: Extract<Destination, { to: 'agent' }>;
      readonly name: string;
      readonly extension: string | null;
      readonly state: AgentState;
      /** His phone can ring: he is logged in and it is registered. */
      readonly available: boolean;
    }
  | {
      readonly is: 'queue';
      readonly key: string;
      readonly destination: Extract<Destination, { to: 'queue' }>;
      readonly name: string;
      readonly ready: number;
      readonly waiting: number;
      readonly available: true;
    }
  | {
      readonly is: 'number';
      readonly key: string;
      readonly destination: Extract<Destination, { to: 'number' }>;
      readonly name: string;
      readonly available: true;
    };

/** What the picker is opened for: to hand a caller on or consult about him, or to bring one more into the call. */
export type PickerPurpose = 'transfer' | 'invite';

export type PickerAction = 'consult' | 'transfer' | 'invite';

/** What the rules allow in this call; Enter does the first that is possible, Ctrl+Enter hands on at once. */
export interface PickerRights {
  readonly consult: boolean;
  readonly transfer: boolean;
  readonly invite: boolean;
}

/** Who answers soonest stands first. */
const ORDER: readonly AgentState[] = [
  'ready',
  'aux',
  'wrap-up',
  'talking',
  'holding',
  'dialling',
  'ringing',
  'logged-out',
];

/** Enough of a number to be dialled, as typed: digits, and what telephones know beside them. */
const NUMBER = /^[+*#]?[0-9][0-9*#-]{1,31}$/;

/** The entries that fit what was typed, best first: a number, agents by how soon they answer, queues. */
export function pickerEntries(
  directory: Directory | null,
  typed: string,
  { purpose, self }: { readonly purpose: PickerPurpose; readonly self: AgentId | null },
): PickerEntry[] {
  const wanted = typed.trim().toLowerCase();
  const fits = (...words: (string | null)[]): boolean =>
    wanted === '' || words.some((word) => word?.toLowerCase().includes(wanted));
  const agents: PickerEntry[] = (directory?.agents ?? [])
    .filter((agent) => agent.agentId !== self && fits(agent.name, agent.extension))
    .map(({ agentId, name, extension, state, reachable }) => ({
      is: 'agent',
      key: `agent-${agentId}`,
      destination: { to: 'agent', agentId },
      name,
      extension,
      state,
      available: reachable && state !== 'logged-out',
    }));
  const queues: PickerEntry[] =
    purpose === 'invite'
      ? []
      : (directory?.queues ?? [])
          .filter((queue) => fits(queue.name))
          .map(({ queueId, name, ready, waiting }) => ({
            is: 'queue',
            key: `queue-${queueId}`,
            destination: { to: 'queue', queueId },
            name,
            ready,
            waiting,
            available: true,
          }));
  const number = wanted.replace(/[\s()]/g, '');
  const numbers: PickerEntry[] = NUMBER.test(number)
    ? [{ is: 'number', key: 'number', destination: { to: 'number', number }, name: number, available: true }]
    : [];
  const isExtension = agents.some((entry) => entry.is === 'agent' && entry.extension === number);
  agents.sort((one, other) => rank(one) - rank(other));
  // A number that is a colleague's extension is him.
  return isExtension ? [...agents, ...queues] : [...numbers, ...agents, ...queues];
}

/** What can be done with an entry; a queue has nobody to consult. */
export function pickerActions(
  entry: PickerEntry,
  purpose: PickerPurpose,
  rights: PickerRights,
): PickerAction[] {
  if (!entry.available) return [];
  if (purpose === 'invite') return rights.invite && entry.is !== 'queue' ? ['invite'] : [];
  const actions: PickerAction[] = [];
  if (rights.consult && entry.is !== 'queue') actions.push('consult');
  if (rights.transfer) actions.push('transfer');
  return actions;
}

function rank(entry: PickerEntry): number {
  if (entry.is !== 'agent') return 0;
  return entry.available ? ORDER.indexOf(entry.state) : ORDER.length;
}
