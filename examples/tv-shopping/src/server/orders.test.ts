import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from './database.js';
import { type OrderInput, orderSchema, ordersOf, takeOrder, UnknownGoods } from './orders.js';
import { filedNumber } from './phone.js';
import { seed } from './seed.js';
import { Sessions } from './sessions.js';

const NOW = Date.UTC(2026, 10, 23, 6);
let database: PGlite;

beforeAll(async () => {
  database = await openDatabase('memory://');
  const user = {
    account: '1001',
    name: '王芳',
    role: 'agent' as const,
    agentId: '1001',
    password: 'demo-1001',
  };
  await seed(database, [user], NOW);
}, 60_000);
afterAll(() => database.close());

const order = (changes: Partial<OrderInput> = {}): OrderInput => ({
  phone: '13012345678',
  customerName: '孙丽',
  province: '山东',
  city: '济南',
  address: '历下区泉城路 1 号',
  payment: 'cod',
  remark: '',
  callId: 'call-1',
  lines: [
    { sku: 'PAN-316', quantity: 2 },
    { sku: 'TEA-DHP', quantity: 1 },
  ],
  ...changes,
});

describe('orders (TVS-2)', () => {
  test('given a number not on file, when an order is taken, then customer, lines and total are stored together', async () => {
    const taken = await takeOrder(database, order(), '1001', NOW);
    expect(taken).toMatchObject({
      totalFen: 2 * 39_900 + 26_800,
      customerName: '孙丽',
      takenBy: '王芳',
      callId: 'call-1',
    });
    expect(taken.id).toMatch(/^ORD261123\d{5}$/);
    expect(await ordersOf(database, '13012345678')).toEqual([taken]);
    const { rows } = await database.query('select name, city from customers where phone = $1', [
      '13012345678',
    ]);
    expect(rows).toEqual([{ name: '孙丽', city: '济南' }]);
  });

  test('goods that are not sold are refused by name, and nothing is stored', async () => {
    const input = order({ phone: '13012340000', lines: [{ sku: 'GOLD', quantity: 1 }] });
    await expect(takeOrder(database, input, '1001', NOW)).rejects.toThrow(new UnknownGoods(['GOLD']));
    const { rows } = await database.query('select 1 from customers where phone = $1', ['13012340000']);
    expect(rows).toEqual([]);
  });

  test('the same goods twice become one line', async () => {
    const lines = [
      { sku: 'PAN-316', quantity: 1 },
      { sku: 'PAN-316', quantity: 2 },
    ];
    const taken = await takeOrder(database, order({ lines }), '1001', NOW);
    expect(taken.totalFen).toBe(3 * 39_900);
    expect(taken.goods).toBe('316 不锈钢炒锅 32 cm × 3');
  });

  test('an order without goods, name or a dialable number names each field at fault', () => {
    const bad = orderSchema.safeParse(order({ lines: [], customerName: ' ', phone: 'abc' }));
    expect(bad.error?.issues.map((issue) => [issue.path[0], issue.message])).toEqual([
      ['phone', 'phone'],
      ['customerName', 'required'],
      ['lines', 'no-goods'],
    ]);
  });
});

describe('logins (TVS-1)', () => {
  test('the right password opens a session for twelve hours; a wrong one and an unknown account do not', async () => {
    let now = NOW;
    const sessions = new Sessions(database, () => now);
    expect(await sessions.logIn('1001', 'wrong')).toBeNull();
    expect(await sessions.logIn('9999', 'demo-1001')).toBeNull();
    const session = await sessions.logIn('1001', 'demo-1001');
    expect(session?.user).toEqual({ account: '1001', name: '王芳', role: 'agent', agentId: '1001' });
    expect((await sessions.userOf(session?.id ?? ''))?.name).toBe('王芳');
    now += 12 * 3600 * 1000 + 1;
    expect(await sessions.userOf(session?.id ?? '')).toBeNull();
  });

  test('after the log-out the cookie is worth nothing', async () => {
    const sessions = new Sessions(database, () => NOW);
    const session = await sessions.logIn('1001', 'demo-1001');
    await sessions.logOut(session?.id ?? '');
    expect(await sessions.userOf(session?.id ?? '')).toBeNull();
  });
});

test.each([
  ['+8613800138000', '13800138000'],
  ['008613800138000', '13800138000'],
  ['013800138000', '13800138000'],
  ['02588880000', '02588880000'],
  ['138 0013-8000', '13800138000'],
])('%s is filed under %s', (raw, filed) => {
  expect(filedNumber(raw)).toBe(filed);
});
