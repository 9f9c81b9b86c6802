import type { AgentId, CallId, OfferId } from '@callweave/cti-core';
import { expect, test } from 'vitest';
import { SetTimers } from './set-timers.js';
import type { TimerGuard } from './timer-guards.js';

const callId = 'c1' as CallId;
const offer = (offerId: string): TimerGuard => ({ guard: 'offer', callId, offerId: offerId as OfferId });
const relax: TimerGuard = { guard: 'relax', callId };
const grace = (agentId: string): TimerGuard => ({ guard: 'grace', agentId: agentId as AgentId });

test('a timer is found by what it guards; set again it is the same, cleared and set again it is another', () => {
  const timers = new SetTimers();
  const first = timers.set(offer('o1'));
  expect(timers.set(offer('o1'))).toBe(first);
  expect(timers.set(offer('o2'))).not.toBe(first);
  expect(timers.has(offer('o1'))).toBe(true);
  expect(timers.has(relax)).toBe(false);
  expect(timers.forget(offer('o1'))).toBe(first);
  expect(timers.forget(offer('o1'))).toBeUndefined();
  expect(timers.has(offer('o2'))).toBe(true);
  expect(timers.set(offer('o1'))).not.toBe(first);
});

test("a call's timers are all that its end makes pointless", () => {
  const timers = new SetTimers();
  for (const guard of [offer('o1'), grace('1001'), relax, grace('1002')]) timers.set(guard);
  expect(timers.ofCall(callId).map(({ key }) => key)).toEqual(['offer c1 o1', 'relax c1']);
  expect([...timers].map(({ key }) => key).sort()).toEqual([
    'grace 1001',
    'grace 1002',
    'offer c1 o1',
    'relax c1',
  ]);
  timers.forget(relax);
  timers.forget(offer('o1'));
  expect(timers.ofCall(callId)).toEqual([]);
  timers.clear();
  expect([...timers]).toEqual([]);
});
