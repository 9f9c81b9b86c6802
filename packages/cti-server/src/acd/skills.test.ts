import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

describe('skills that relax over time (ACD-3)', () => {
  const bullseye = () =>
    new Site({
      agents: { expert: { repair: 9 }, helper: { repair: 4 }, anyone: {} },
      queues: [
        {
          queueId: 'repair',
          name: 'Repair',
          agents: ['expert', 'helper', 'anyone'],
          requires: { repair: 8 },
          relax: [
            { afterMs: 10_000, requires: { repair: 3 } },
            { afterMs: 30_000, requires: {} },
          ],
        },
      ],
    });

  test('a caller waits for the expert first, then for less, then for anybody', () => {
    const site = bullseye();
    site.comes('anyone', 'helper');
    const caller = site.calls('repair');
    expect(site.offeredTo(caller)).toBeNull();
    site.pass(9_999);
    expect(site.offeredTo(caller)).toBeNull();
    site.pass(1);
    expect(site.offeredTo(caller)).toBe('helper');
    site.pass(20_000);
    expect(site.agent('helper').auxReason).toBe('rona');
    expect(site.offeredTo(caller)).toBe('anyone');
    expect(site.decisions(caller).map(({ trigger, asked }) => [trigger, asked.requires])).toEqual([
      ['entered', { repair: 8 }],
      ['relaxed', { repair: 3 }],
      ['kept-place', {}],
    ]);
  });

  test('given an expert who becomes free meanwhile, then he has the caller at once', () => {
    const site = bullseye();
    site.comes('anyone');
    const caller = site.calls('repair');
    site.pass(5_000);
    site.comes('expert');
    expect(site.offeredTo(caller)).toBe('expert');
  });

  test('rings: the reach widens step by step', () => {
    const site = new Site({
      agents: { near: {}, far: {} },
      queues: [
        {
          queueId: 'shop',
          name: 'Shop',
          agents: ['near', { agentId: 'far', level: 2 }],
          relax: [{ afterMs: 15_000, reach: 2 }],
        },
      ],
    });
    site.comes('far');
    const caller = site.calls('shop');
    expect(site.decisions(caller)[0]).toMatchObject({
      outcome: { is: 'waiting' },
      asked: { reach: 1 },
      considered: [{ agentId: 'far', why: 'beyond-reach', detail: 'level 2' }],
    });
    site.pass(15_000);
    expect(site.offeredTo(caller)).toBe('far');
  });

  test('callers behind one who asks for more are not held up by him', () => {
    const site = new Site({
      agents: { both: { english: 5 }, plain: {} },
      queues: [
        { queueId: 'english', name: 'English', agents: ['both', 'plain'], requires: { english: 5 } },
        { queueId: 'any', name: 'Any', agents: ['both', 'plain'] },
      ],
    });
    const first = site.calls('english', '1');
    const second = site.calls('any', '2');
    site.comes('plain');
    expect(site.offeredTo(second)).toBe('plain');
    expect(site.decisions(second).at(-1)?.passedOver).toMatchObject([
      { queueId: 'english', why: 'lacks-skill' },
    ]);
    site.comes('both');
    expect(site.offeredTo(first)).toBe('both');
  });
});
