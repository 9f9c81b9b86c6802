import { expect, test } from 'vitest';
import { OldestFirst } from './oldest-first.js';

test('keys are taken in the order they came; one that comes again is the youngest', () => {
  const kept = new OldestFirst<string, number>();
  expect(kept.takeOldest()).toBeUndefined();
  for (const key of ['a', 'b', 'c', 'd']) kept.add(key, 1);
  kept.add('a', 2);
  kept.delete('c');
  expect(kept.get('a')).toBe(2);
  expect(kept.takeOldest()).toBe('b');
  kept.add('b', 3);
  expect(kept.size).toBe(3);
  expect([kept.takeOldest(), kept.takeOldest(), kept.takeOldest(), kept.takeOldest()]).toEqual([
    'd',
    'a',
    'b',
    undefined,
  ]);
  kept.add('e', 1);
  expect(kept.has('e')).toBe(true);
  expect(kept.takeOldest()).toBe('e');
});

test('of many that came and went, the oldest are taken', () => {
  const kept = new OldestFirst<number, true>();
  const held: number[] = [];
  for (let key = 0; key < 10_000; key++) {
    kept.add(key, true);
    held.push(key);
    if (key % 3 === 0) {
      const [gone] = held.splice(Math.floor(held.length / 2), 1);
      if (gone !== undefined) kept.delete(gone);
    }
    if (held.length > 100) expect(kept.takeOldest()).toBe(held.shift());
  }
  expect(kept.size).toBe(held.length);
});
