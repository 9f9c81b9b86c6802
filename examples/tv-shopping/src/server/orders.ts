import type { PGlite, Transaction } from '@electric-sql/pglite';
import { z } from 'zod';

/** What the order form sends. */
export const orderSchema = z.object({
  phone: z.string().regex(/^\+?\d{5,15}$/, 'phone'),
  customerName: z.string().trim().min(1, 'required').max(60),
  province: z.string().trim().max(30),
  city: z.string().trim().max(30),
  address: z.string().trim().min(1, 'required').max(200),
  payment: z.enum(['cod', 'online']),
  remark: z.string().trim().max(500),
  callId: z.string().max(128).nullable(),
  lines: z
    .array(z.object({ sku: z.string().max(40), quantity: z.number().int().min(1).max(99) }))
    .min(1, 'no-goods')
    .max(50),
});
export type OrderInput = z.infer<typeof orderSchema>;

export interface OrderView {
  readonly id: string;
  readonly phone: string;
  readonly customerName: string;
  readonly totalFen: number;
  readonly payment: 'cod' | 'online';
  readonly takenBy: string;
  readonly takenAt: number;
  readonly callId: string | null;
  readonly goods: string;
}

/** An order names goods that the shop does not sell. */
export class UnknownGoods extends Error {
  override readonly name = 'UnknownGoods';
  constructor(readonly skus: readonly string[]) {
    super(`unknown goods: ${skus.join(', ')}`);
  }
}

/**
 * Stores an order, and its customer when he is new or his address changed; all or nothing.
 * @throws {UnknownGoods} when a sku is not sold
 */
export async function takeOrder(
  database: PGlite,
  input: OrderInput,
  account: string,
  now: number,
): Promise<OrderView> {
  const id = await database.transaction(async (tx) => {
    const lines = await priced(tx, input);
    await tx.query(
      `insert into customers (phone, name, province, city, address, since) values ($1, $2, $3, $4, $5, $6)
       on conflict (phone) do update set name = excluded.name, province = excluded.province, city = excluded.city,
         address = excluded.address`,
      [input.phone, input.customerName, input.province, input.city, input.address, now],
    );
    const { rows } = await tx.query<{ number: number }>("select nextval('order_number') as number");
    const day = new Date(now).toISOString().slice(2, 10).replaceAll('-', '');
    const orderId = `ORD${day}${String(rows[0]?.number).padStart(5, '0')}`;
    const total = lines.reduce((sum, line) => sum + line.priceFen * line.quantity, 0);
    await tx.query(
      `insert into orders (id, phone, customer_name, province, city, address, payment, remark, total_fen, call_id, taken_by, taken_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        orderId,
        input.phone,
        input.customerName,
        input.province,
        input.city,
        input.address,
        input.payment,
        input.remark,
        total,
        input.callId,
        account,
        now,
      ],
    );
    for (const line of lines) {
      await tx.query('insert into order_lines (order_id, sku, quantity, price_fen) values ($1, $2, $3, $4)', [
        orderId,
        line.sku,
        line.quantity,
        line.priceFen,
      ]);
    }
    return orderId;
  });
  const [order] = await listOrders(database, 'o.id = $1', [id], 1);
  if (order === undefined) throw new Error(`order ${id} vanished`);
  return order;
}

async function priced(
  tx: Transaction,
  input: OrderInput,
): Promise<{ sku: string; quantity: number; priceFen: number }[]> {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of input.lines)
    wanted.set(sku, Math.min(99, (wanted.get(sku) ?? 0) + quantity));
  const { rows } = await tx.query<{ sku: string; price_fen: number }>(
    'select sku, price_fen from products where sku = any($1)',
    [[...wanted.keys()]],
  );
  const unknown = [...wanted.keys()].filter((sku) => !rows.some((row) => row.sku === sku));
  if (unknown.length > 0) throw new UnknownGoods(unknown);
  return rows.map((row) => ({ sku: row.sku, quantity: wanted.get(row.sku) ?? 0, priceFen: row.price_fen }));
}

/** Orders taken since an instant, newest first, at most 200. */
export function ordersSince(database: PGlite, from: number): Promise<OrderView[]> {
  return listOrders(database, 'o.taken_at >= $1', [from], 200);
}

/** A customer's orders, newest first, at most 20. */
export function ordersOf(database: PGlite, phone: string): Promise<OrderView[]> {
  return listOrders(database, 'o.phone = $1', [phone], 20);
}

async function listOrders(
  database: PGlite,
  where: string,
  values: unknown[],
  limit: number,
): Promise<OrderView[]> {
  const { rows } = await database.query<OrderView>(
    `select o.id, o.phone, o.customer_name as "customerName", o.total_fen as "totalFen", o.payment, u.name as "takenBy",
            o.taken_at as "takenAt", o.call_id as "callId",
            string_agg(p.name || ' × ' || l.quantity, '、' order by p.sku) as goods
       from orders o join users u on u.account = o.taken_by
       join order_lines l on l.order_id = o.id join products p on p.sku = l.sku
      where ${where} group by o.id, u.name order by o.taken_at desc, o.id desc limit ${limit}`,
    values,
  );
  return rows;
}
