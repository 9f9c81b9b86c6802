import { expect, test } from 'vitest';
import { Fifo } from './fifo.js';

test('what came first is taken first, also what comes between', () => {
  const fifo = new Fifo<number>();
  expect(fifo.take()).toBeUndefined();
  const taken: (number | undefined)[] = [];
  for (let item = 0; item < 100; item++) {
    fifo.add(2 * item);
    fifo.add(2 * item + 1);
    taken.push(fifo.take());
    if (item % 10 === 0) taken.push(...fifo.takeAll());
  }
  taken.push(...fifo.takeAll());
  expect(taken).toEqual(Array.from({ length: 200 }, (_, item) => item));
  fifo.add(7);
  fifo.clear();
  expect(fifo.take()).toBeUndefined();
  fifo.add(8);
  expect(fifo.takeAll()).toEqual([8]);
});
