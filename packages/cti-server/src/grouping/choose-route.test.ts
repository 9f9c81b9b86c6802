import { describe, expect, test } from 'vitest';
import { chooseRoute } from './choose-route.js';
import { type GroupingInput, groupingSchema, type RouteInput } from './grouping.schema.js';
import { numberSet } from './number-set.js';
import { type PreparedRoute, prepareRoutes, type RouteFacts } from './route-table.js';

type When = NonNullable<RouteInput['rules']>[number]['when'];

/** A Monday, ten in the morning in Shanghai. */
const MONDAY = Date.parse('2026-09-28T10:00+08:00');
const FACTS: RouteFacts = {
  at: MONDAY,
  called: '4008001234',
  caller: '13800138000',
  trunk: 'pstn-a',
  keys: '12',
  data: { level: 'gold' },
  lookup: 'none',
};

const OTHERWISE = { queueId: 'everybody' };

function routeOf(route: RouteInput, rest: Partial<GroupingInput> = {}): PreparedRoute {
  const routes = prepareRoutes(groupingSchema.parse({ ...rest, routes: { route } }));
  return routes.get('route') as PreparedRoute;
}

/** Whether a rule with this condition takes the caller. */
function holds(when: When, facts: Partial<RouteFacts> = {}, rest: Partial<GroupingInput> = {}): boolean {
  const route = routeOf(
    { rules: [{ name: 'own', when, then: { queueId: 'own' } }], otherwise: OTHERWISE },
    rest,
  );
  return chooseRoute(route, { ...FACTS, ...facts }).rule === 'own';
}

describe('which rule takes a caller (ACD-1)', () => {
  test('by the number he called, whole or by its beginning', () => {
    expect(holds({ called: ['4008001234'] })).toBe(true);
    expect(holds({ called: ['400800123'] })).toBe(false);
    expect(holds({ called: ['400*'] })).toBe(true);
    expect(holds({ called: ['800*', '400800*'] })).toBe(true);
    expect(holds({ called: ['+86*'] })).toBe(false);
    expect(holds({ called: ['+86*'] }, { called: '+864008001234' })).toBe(true);
  });

  test('by the trunk he came in on; a call without one is on none', () => {
    expect(holds({ trunk: ['pstn-b', 'pstn-a'] })).toBe(true);
    expect(holds({ trunk: ['pstn-a'] }, { trunk: null })).toBe(false);
  });

  test('by his own number; a withheld one is no number', () => {
    expect(holds({ caller: ['138*'] })).toBe(true);
    expect(holds({ caller: ['138*'] }, { caller: '' })).toBe(false);
    expect(holds({ caller: ['138*'] }, { caller: '138' })).toBe(true);
    expect(holds({ caller: ['*'] }, { caller: 'anonymous' })).toBe(true);
  });

  test('by lists of VIPs, which hold numbers and beginnings', () => {
    const lists = { vip: ['13800138000'], staff: ['8888*'] };
    expect(holds({ list: ['vip'] }, {}, { lists })).toBe(true);
    expect(holds({ list: ['staff'] }, {}, { lists })).toBe(false);
    expect(holds({ list: ['vip', 'staff'] }, { caller: '88881' }, { lists })).toBe(true);
  });

  test('by the keys he pressed, of which a star may be one', () => {
    expect(holds({ keys: ['12'] })).toBe(true);
    expect(holds({ keys: ['1'] })).toBe(false);
    expect(holds({ keys: ['1*'] })).toBe(true);
    expect(holds({ keys: ['*1'] }, { keys: '*1' })).toBe(true);
    expect(holds({ keys: ['**'] }, { keys: '*' })).toBe(true);
  });

  test('by the time, open or closed', () => {
    const calendars = {
      office: {
        timeZone: 'Asia/Shanghai',
        weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
      },
    };
    const night = { at: MONDAY + 12 * 3_600_000 };
    expect(holds({ hours: { calendar: 'office', open: true } }, {}, { calendars })).toBe(true);
    expect(holds({ hours: { calendar: 'office', open: true } }, night, { calendars })).toBe(false);
    expect(holds({ hours: { calendar: 'office', open: false } }, night, { calendars })).toBe(true);
  });

  test('by what the CRM knows of him; a name that every object has is no data', () => {
    expect(holds({ data: { level: ['silver', 'gold'] } })).toBe(true);
    expect(holds({ data: { level: ['silver'] } })).toBe(false);
    expect(holds({ data: { level: ['gold'], owner: ['1001'] } })).toBe(false);
    expect(holds({ data: { constructor: [''] } })).toBe(false);
  });

  test('the first rule that holds decides, and every condition of it must hold', () => {
    const route = routeOf({
      rules: [
        {
          name: 'gold at night',
          when: { data: { level: ['gold'] }, keys: ['9'] },
          then: { queueId: 'night' },
        },
        { name: 'gold', when: { data: { level: ['gold'] } }, then: { queueId: 'gold', priority: 50 } },
        { name: 'mobile', when: { caller: ['1*'] }, then: { queueId: 'mobile' } },
      ],
      otherwise: OTHERWISE,
    });
    expect(chooseRoute(route, FACTS)).toMatchObject({
      rule: 'gold',
      target: { queueId: 'gold', priority: 50 },
    });
    expect(chooseRoute(route, { ...FACTS, caller: '0108888', data: {} })).toMatchObject({
      rule: 'otherwise',
      target: OTHERWISE,
    });
  });
});

describe('why a rule took him (ACD-1, ACD-8)', () => {
  test('names the rules passed over, and every condition that failed, but no number', () => {
    const route = routeOf(
      {
        rules: [
          { name: 'hot line', when: { called: ['95*'], list: ['vip'] }, then: { queueId: 'hot' } },
          {
            name: 'gold in Beijing',
            when: { data: { level: ['gold'], city: ['北京'] } },
            then: { queueId: 'gold' },
          },
          { name: 'mobile', when: { caller: ['1*'] }, then: { queueId: 'mobile' } },
          { name: 'never seen', when: { caller: ['1*'] }, then: { queueId: 'mobile' } },
        ],
        otherwise: OTHERWISE,
      },
      { lists: { vip: ['13900139000'] } },
    );
    const { why } = chooseRoute(route, { ...FACTS, lookup: 'timed-out' });
    expect(why).toEqual({
      lookup: 'timed-out',
      passedOver: [
        { rule: 'hot line', failed: ['called', 'list'] },
        { rule: 'gold in Beijing', failed: ['data.city'] },
      ],
      passedOverMore: 0,
    });
    expect(JSON.stringify(why)).not.toContain('138');
  });

  test('of a thousand rules the first are named and the rest are counted', () => {
    const rules = Array.from({ length: 1_000 }, (_, at) => ({
      name: `rule ${at}`,
      when: { keys: [at === 999 ? '12' : '7'] },
      then: { queueId: 'own' },
    }));
    const choice = chooseRoute(routeOf({ rules, otherwise: OTHERWISE }), FACTS);
    expect(choice.rule).toBe('rule 999');
    expect(choice.why.passedOver).toHaveLength(20);
    expect(choice.why.passedOverMore).toBe(979);
  });
});

describe('long lists (ACD-1)', () => {
  test('a list of 200,000 VIPs and 2,000 beginnings answers as fast as a short one', () => {
    const numbers = Array.from({ length: 200_000 }, (_, at) => `138${String(at).padStart(8, '0')}`);
    const beginnings = Array.from({ length: 2_000 }, (_, at) => `${10_000 + at}*`);
    const list = numberSet([...numbers, ...beginnings]);
    const startedAt = performance.now();
    let found = 0;
    for (let at = 0; at < 100_000; at += 1) if (list.has(`138${String(at * 4).padStart(8, '0')}`)) found += 1;
    expect(found).toBe(50_000);
    // A walk through the list would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
