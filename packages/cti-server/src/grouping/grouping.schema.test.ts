import { readFileSync } from 'node:fs';
import { CallweaveError } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { checkConfig } from '../config/config.js';
import type { ConfigInput } from '../config/config.schema.js';

const otherwise = { queueId: 'orders' };
const site: ConfigInput = {
  agents: [{ agentId: '1001', name: 'Li', extension: '1001', sipPassword: 'secret' }],
  queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'] }],
};

/** The places that are named as wrong. */
function mistakes(settings: object): string[] {
  try {
    checkConfig({ ...site, ...settings });
    return [];
  } catch (error) {
    if (!(error instanceof CallweaveError) || error.code !== 'config.invalid') throw error;
    return (error.details?.issues as { path: string }[]).map(({ path }) => path);
  }
}

const routed = (rule: object) => ({ routes: { main: { rules: [{ name: 'one', ...rule }], otherwise } } });
const then = { queueId: 'orders' };

describe('settings of grouping (ACD-1)', () => {
  test('a whole site is taken, with its defaults', () => {
    const config = checkConfig({
      ...site,
      lists: { vip: ['13800138000', '+861390*'] },
      calendars: {
        office: { timeZone: 'Asia/Shanghai', weekly: [{ days: [1], from: '09:00', to: '24:00' }] },
      },
      lookups: { crm: { url: 'https://crm.example/callers' } },
      routes: {
        main: {
          lookup: { source: 'crm' },
          rules: [
            {
              name: 'vip',
              when: { list: ['vip'], hours: { calendar: 'office', open: true } },
              then: {
                ...then,
                priority: 100,
                preferredAgentId: { fromData: 'owner' },
                preferredWaitMs: 5_000,
              },
            },
          ],
          otherwise,
        },
      },
    });
    expect(config.routes.main?.lookup).toEqual({ source: 'crm', timeoutMs: 800 });
    expect(config.lookups.crm?.timeoutMs).toBe(5_000);
    // What was checked once can be checked again.
    expect(checkConfig(config)).toEqual(config);
  });

  test('the example of the guide is one', () => {
    const guide = readFileSync(new URL('../../../../docs/guide/server.md', import.meta.url), 'utf8');
    const [, example = ''] = /```json\n(\{\n {2}"lookups"[\s\S]*?)\n```/.exec(guide) ?? [];
    const queues = ['orders', 'service', 'night'].map((queueId) => ({ queueId, name: queueId }));
    expect(mistakes({ ...JSON.parse(example), queues })).toEqual([]);
  });

  test.each([
    [
      'a number with a letter',
      routed({ when: { caller: ['138a'] }, then }),
      'routes.main.rules.0.when.caller.0',
    ],
    [
      'a star in the middle',
      routed({ when: { called: ['13*8'] }, then }),
      'routes.main.rules.0.when.called.0',
    ],
    ['an empty number', { lists: { vip: [''] } }, 'lists.vip.0'],
    ['a letter among the keys', routed({ when: { keys: ['A'] }, then }), 'routes.main.rules.0.when.keys.0'],
    ['a rule without a condition', routed({ when: {}, then }), 'routes.main.rules.0.when'],
    ['a condition of nothing', routed({ when: { caller: [] }, then }), 'routes.main.rules.0.when.caller'],
    [
      'a condition nobody knows',
      routed({ when: { caller: ['1*'], mood: ['bad'] }, then }),
      'routes.main.rules.0.when',
    ],
    [
      'a rule called otherwise',
      routed({ name: 'otherwise', when: { caller: ['1*'] }, then }),
      'routes.main.rules.0.name',
    ],
    [
      'waiting for nobody',
      { routes: { main: { otherwise: { ...then, preferredWaitMs: 1 } } } },
      'routes.main.otherwise.preferredWaitMs',
    ],
    ['a route without an end', { routes: { main: {} } }, 'routes.main.otherwise'],
    [
      'a lookup that may take a minute',
      { routes: { main: { lookup: { source: 'crm', timeoutMs: 60_000 }, otherwise } } },
      'routes.main.lookup.timeoutMs',
    ],
    [
      'an address with a password in it',
      { lookups: { crm: { url: 'http://me:secret@crm' } } },
      'lookups.crm.url',
    ],
    ['an address of another kind', { lookups: { crm: { url: 'file:///etc/passwd' } } }, 'lookups.crm.url'],
    [
      'a header of two lines',
      { lookups: { crm: { url: 'http://crm', authorization: 'a\r\nb: c' } } },
      'lookups.crm.authorization',
    ],
    [
      'a zone that is none',
      { calendars: { office: { timeZone: 'Asia/Peking', weekly: [] } } },
      'calendars.office.timeZone',
    ],
  ])('%s is refused', (_, settings, path) => expect(mistakes(settings)).toEqual([path]));

  test('every name of nothing is listed, all at once', () => {
    expect(
      mistakes({
        calendars: {
          odd: {
            timeZone: 'Asia/Shanghai',
            weekly: [{ days: [1], from: '09:00', to: '09:00' }],
            days: { '2026-02-30': [] },
          },
        },
        routes: {
          main: {
            lookup: { source: 'crm' },
            rules: [
              { name: 'one', when: { list: ['vip'] }, then: { queueId: 'gold', preferredAgentId: '9' } },
              { name: 'one', when: { hours: { calendar: 'office', open: true } }, then },
            ],
            otherwise: { queueId: 'nobody' },
          },
        },
      }),
    ).toEqual([
      'routes.main.lookup.source',
      'routes.main.rules.0.when.list',
      'routes.main.rules.0.then.queueId',
      'routes.main.rules.0.then.preferredAgentId',
      'routes.main.rules.1.name',
      'routes.main.rules.1.when.hours.calendar',
      'routes.main.otherwise.queueId',
      'calendars.odd.weekly.0',
      'calendars.odd.days.2026-02-30',
    ]);
  });
});
