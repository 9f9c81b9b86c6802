import { describe, expect, test } from 'vitest';
import { draw, weekOf } from './sampling.js';

const calls = (agentId: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ agentId, recordingId: `${agentId}-${at}` }));
const rule = { ruleId: 'weekly', week: 1_795_000_000_000, perAgent: 3 };
const ids = (drawn: readonly { recordingId: string }[]) => drawn.map(({ recordingId }) => recordingId).sort();

describe('a draw by chance (REC-4)', () => {
  test('each agent has as many as the rule says, or all that there are', () => {
    const drawn = draw([...calls('1001', 20), ...calls('1002', 2)], rule);
    expect(drawn.filter(({ agentId }) => agentId === '1001')).toHaveLength(3);
    expect(drawn.filter(({ agentId }) => agentId === '1002')).toHaveLength(2);
  });

  test('is the same whenever it is repeated, whatever the order', () => {
    const candidates = calls('1001', 20);
    expect(ids(draw([...candidates].reverse(), rule))).toEqual(ids(draw(candidates, rule)));
  });

  test('is another one for another rule and another week', () => {
    const candidates = calls('1001', 200);
    const first = ids(draw(candidates, rule));
    expect(ids(draw(candidates, { ...rule, ruleId: 'other' }))).not.toEqual(first);
    expect(ids(draw(candidates, { ...rule, week: rule.week + 1 }))).not.toEqual(first);
  });

  test('counts what was drawn before', () => {
    expect(draw(calls('1001', 20), rule, new Map([['1001', 2]]))).toHaveLength(1);
    expect(draw(calls('1001', 20), rule, new Map([['1001', 5]]))).toEqual([]);
  });

  test('no recording is more likely than another', () => {
    const times = new Map<string, number>();
    for (let week = 0; week < 2_000; week += 1)
      for (const { recordingId } of draw(calls('1001', 10), { ...rule, week }))
        times.set(recordingId, (times.get(recordingId) ?? 0) + 1);
    // 600 each; four standard deviations (20.5) either way.
    for (const count of times.values()) expect(Math.abs(count - 600)).toBeLessThan(82);
    expect(times.size).toBe(10);
  });

  test('a week begins on Monday, local midnight', () => {
    const sunday = new Date(2026, 10, 29, 23, 59).getTime();
    const { from, to } = weekOf(sunday);
    expect([from, to]).toEqual([new Date(2026, 10, 23).getTime(), new Date(2026, 10, 30).getTime()]);
    expect(weekOf(to).from).toBe(to);
  });
});
