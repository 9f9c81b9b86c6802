import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Member } from './queue.js';
import { Ring } from './ring.js';

const byKey = (one: Member, other: Member) => one.key - other.key || one.position - other.position;

test('keeps its order whoever comes and goes, at the front, in the middle and at the end', () => {
  const comes = fc.record({ position: fc.nat(120), key: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(comes, { maxLength: 400 }), fc.boolean(), (all, atFront) => {
      const ring = new Ring(1);
      const there: Member[] = [];
      all.forEach(({ position, key }, turn) => {
        const at = there.findIndex((one) => one.position === position);
        // As with the longest idle: the first goes, and comes back as the last.
        const goes = atFront && there.length > 60 ? 0 : at;
        const [gone] = goes < 0 ? [] : there.splice(goes, 1);
        if (gone) ring.remove(gone);
        if (!gone || atFront) {
          const member = { position, key: atFront ? turn : key } as Member;
          there.push(member);
          there.sort(byKey);
          ring.add(member);
        }
        expect([...ring]).toEqual(there);
        expect(ring.length).toBe(there.length);
      });
    }),
  );
});

test('where all keys are equal, a round goes on behind a position', () => {
  const ring = new Ring(1);
  expect(ring.behind(7)).toBe(0);
  const members = [2, 4, 6, 8].map((position) => ({ position, key: 0 }) as Member);
  for (const member of members) ring.add(member);
  expect([-1, 2, 3, 8].map((position) => ring.behind(position))).toEqual([0, 1, 1, 4]);
  ring.remove(members[0] as Member);
  expect([-1, 2, 4].map((position) => ring.behind(position))).toEqual([0, 0, 1]);
});
