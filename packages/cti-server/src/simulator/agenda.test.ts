import { expect, test } from 'vitest';
import { Agenda, type Happening } from './agenda.js';
import { randomStream } from './random.js';

test('what is sooner happens first; of one instant, what was entered first; what was cancelled means nothing', () => {
  const random = randomStream(1, 'agenda');
  const agenda = new Agenda<number>();
  const expected: { at: number; order: number; what: number }[] = [];
  const open: { happening: Happening<number>; at: number; order: number }[] = [];
  let now = 0;
  const seen: number[] = [];
  for (let order = 0; order < 20_000; order++) {
    // Often the same instant, often near, sometimes hours away: then in few instants, which are the same for many.
    const far = random();
    const hours = Math.floor((now + random() * 90_000_000) / 3_600_000) * 3_600_000;
    const near = now + (far < 0.3 ? 0 : Math.floor(random() * (far < 0.6 ? 20 : 60_000)));
    const at = far < 0.8 ? near : Math.max(now, hours);
    open.push({ happening: agenda.enter(at + random() / 2.1, order), at, order });
    if (random() < 0.3) {
      const [cancelled] = open.splice(Math.floor(random() * open.length), 1);
      if (cancelled) cancelled.happening.what = null;
    }
    for (let taken = 0; taken < 2 && random() < 0.45; taken++) {
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
  const agenda = new Agenda<string>();
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

test('of one instant hours away, what was entered first happens first, also when its day has come nearer between', () => {
  const agenda = new Agenda<string>();
  const HOUR_MS = 3_600_000;
  agenda.enter(6 * HOUR_MS, 'entered at midnight');
  for (let hour = 1; hour < 6; hour++) {
    agenda.enter(hour * HOUR_MS, `at ${hour}`);
    expect(agenda.take()?.what).toBe(`at ${hour}`);
    agenda.enter(6 * HOUR_MS, `entered at ${hour}`);
  }
  const all: (string | null | undefined)[] = [];
  for (let next = agenda.take(); next; next = agenda.take()) all.push(next.what);
  expect(all).toEqual([
    'entered at midnight',
    'entered at 1',
    'entered at 2',
    'entered at 3',
    'entered at 4',
    'entered at 5',
  ]);
});
