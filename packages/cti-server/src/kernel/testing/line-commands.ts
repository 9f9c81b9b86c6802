import type { CallCapabilities } from '@callweave/cti-core';
import type { KernelCommandName } from '../index.js';
import { AGENTS } from './random-centre.js';

/** Commands of a call, what `can` says of each, and what they need beside its id; `n` picks the other one. */
export const LINE_COMMANDS: readonly (readonly [
  KernelCommandName,
  keyof CallCapabilities,
  (n: number) => object,
])[] = [
  ['call.consult', 'consult', (n) => ({ destination: person(n) })],
  ['call.consult', 'consult', (n) => ({ destination: person(n) })],
  ['call.consult', 'consult', (n) => ({ destination: person(n) })],
  ['call.swap', 'swap', () => ({})],
  ['call.swap', 'swap', () => ({})],
  ['call.return', 'return', () => ({})],
  ['call.conference', 'conference', () => ({})],
  ['call.conference', 'conference', () => ({})],
  ['call.invite', 'invite', (n) => ({ destination: person(n) })],
  ['call.lock', 'manageParties', (n) => ({ locked: n % 2 === 0 })],
  ['call.complete-transfer', 'completeTransfer', () => ({})],
  ['call.transfer', 'transfer', (n) => ({ destination: person(n) })],
  ['call.transfer', 'transfer', (n) => ({ destination: of([person(n), { to: 'queue', queueId: 'q1' }], n) })],
  ['call.park', 'park', (n) => of([{}, { slot: '2' }], n)],
  ['call.answer', 'answer', () => ({})],
  ['call.answer', 'answer', () => ({})],
  ['call.retrieve', 'retrieve', () => ({})],
  ['call.hold', 'hold', () => ({})],
  ['call.hang-up', 'hangUp', () => ({})],
];

function person(n: number) {
  return n % 3 === 0
    ? { to: 'number', number: of(['0555', '0556', 'a4'], n) }
    : { to: 'agent', agentId: of(AGENTS, n) };
}

function of<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}
