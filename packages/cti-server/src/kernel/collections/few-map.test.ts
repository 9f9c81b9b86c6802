import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FewMap } from './few-map.js';

const keys = fc.integer({ min: 0, max: 20 });
const does = fc.oneof(
  fc.record({ does: fc.constant('set' as const), key: keys, thing: fc.integer() }),
  fc.record({ does: fc.constant('delete' as const), key: keys }),
  fc.record({ does: fc.constant('clear' as const) }),
);

test('holds what a Map holds, in the same order, few or many', () => {
  fc.assert(
    fc.property(fc.array(does, { maxLength: 60 }), (all) => {
      const few = new FewMap<number, number>();
      const map = new Map<number, number>();
      for (const one of all) {
        if (one.does === 'set') {
          few.set(one.key, one.thing);
          map.set(one.key, one.thing);
        } else if (one.does === 'delete') expect(few.delete(one.key)).toBe(map.delete(one.key));
        else {
          few.clear();
          map.clear();
        }
        expect([...few]).toEqual([...map]);
        expect([...few.keys()]).toEqual([...map.keys()]);
        expect([...few.values()]).toEqual([...map.values()]);
        expect(few.size).toBe(map.size);
        for (let key = 0; key <= 20; key++) {
          expect(few.has(key)).toBe(map.has(key));
          expect(few.get(key)).toBe(map.get(key));
        }
      }
    }),
  );
});

test.each([3, 30])('what comes while %i are taken out is taken out behind them', (many) => {
  const few = new FewMap<number, string>();
  for (let key = 0; key < many; key++) few.set(key, `at first ${key}`);
  const taken: string[] = [];
  few.drain((key, thing) => {
    taken.push(thing);
    expect(few.has(key)).toBe(false);
    if (key === 0) for (let more = 100; more < 110; more++) few.set(more, `later ${more}`);
  });
  const later = Array.from({ length: 10 }, (_, at) => `later ${100 + at}`);
  expect(taken).toEqual([...Array.from({ length: many }, (_, key) => `at first ${key}`), ...later]);
  expect(few.size).toBe(0);
});
