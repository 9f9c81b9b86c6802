import { expect, test } from 'vitest';
import { Agenda, type Happening } from './agenda.js';
import { randomStream } from './random.js';

test('what is sooner happens first; of one instant, what was entered first; what was cancelled means nothing', () => {
  const random = randomStream(1, 'agenda');
  const agenda = new Agenda<number>(1_000_000);
  const expected: { at: number; order: number; what: number }[] = [];
  const open: { happening: Happening<number>; at: number; order: number }[] = [];
  let now = 1_000_000;
  const seen: number[] = [];
  for (let order = 0; order < 20_000; order++) {
    // Often the same instant, often near, sometimes hours away.
    const far = random();
    const delay = far < 0.3 ? 0 : Math.floor(random() * (far < 0.6 ? 20 : far < 0.9 ? 60_000 : 10_000_000));
    open.push({ happening: agenda.enter(now + delay, order), at: now + delay, order });
    if (random() < 0.3) {
      const [cancelled] = open.splice(Math.floor(random() * open.length), 1);
      if (cancelled) cancelled.happening.what = null;
    }
    for (let taken = 0; taken < 2 && random() < 0.6; taken++) {
      const { nextAt } = agenda;
      const what = agenda.take()?.what;
      if (nextAt === null || what == null) continue;
      expect(nextAt).toBeGreaterThanOrEqual(now);
      now = nextAt;
      seen.push(what);
      const at = open.findIndex(({ order: one }) => one === what);
      const soonest = open.reduce((best, one) =>
        one.at < best.at || (one.at === best.at && one.order < best.order) ? one : best,
      );
      expect(open[at]).toBe(soonest);
      open.splice(at, 1);
    }
  }
  for (const { at, order } of open) expected.push({ at, order, what: order });
  expected.sort((one, other) => one.at - other.at || one.order - other.order);
  const rest: number[] = [];
  for (let next = agenda.take(); next; next = agenda.take()) if (next.what !== null) rest.push(next.what);
  expect(rest).toEqual(expected.map(({ what }) => what));
  expect(seen.length).toBeGreaterThan(3_000);
});

test('an agenda that has run out takes what is entered later, also of a time it has passed', () => {
  const agenda = new Agenda<string>(0);
  expect(agenda.nextAt).toBeNull();
  expect(agenda.take()).toBeNull();
  agenda.enter(5_000_000, 'late');
  expect(agenda.take()?.what).toBe('late');
  expect(agenda.take()).toBeNull();
  agenda.enter(5_000_001, 'soon');
  agenda.enter(4_000_000, 'passed');
  expect(agenda.nextAt).toBe(4_000_000);
  expect([agenda.take()?.what, agenda.take()?.what, agenda.take()]).toEqual(['passed', 'soon', null]);
});
