import { PGlite } from '@electric-sql/pglite';

/** Prices and totals are in fen (1/100 yuan), instants in epoch milliseconds. */
const SCHEMA = `
create table if not exists users (
  account text primary key,
  name text not null,
  role text not null check (role in ('agent', 'supervisor')),
  agent_id text,
  password_hash text not null
);
create table if not exists sessions (
  id_hash text primary key,
  account text not null references users (account) on delete cascade,
  expires_at bigint not null
);
create table if not exists customers (
  phone text primary key,
  name text not null,
  level text not null default '普通',
  province text not null default '',
  city text not null default '',
  address text not null default '',
  since bigint not null
);
-- Account manager (专属座席): the agent who looks after this customer.
alter table customers add column if not exists owner text;
create table if not exists products (
  sku text primary key,
  name text not null,
  name_en text not null,
  price_fen integer not null check (price_fen > 0)
);
create sequence if not exists order_number;
create table if not exists orders (
  id text primary key,
  phone text not null references customers (phone),
  customer_name text not null,
  province text not null,
  city text not null,
  address text not null,
  payment text not null check (payment in ('cod', 'online')),
  remark text not null,
  total_fen integer not null,
  call_id text,
  taken_by text not null references users (account),
  taken_at bigint not null
);
create index if not exists orders_by_phone on orders (phone, taken_at desc);
create index if not exists orders_by_time on orders (taken_at desc);
create table if not exists order_lines (
  order_id text not null references orders (id) on delete cascade,
  sku text not null references products (sku),
  quantity integer not null check (quantity between 1 and 99),
  price_fen integer not null,
  primary key (order_id, sku)
);`;

/** Opens the shop's own database in a folder and brings its tables up; close it before the process ends. */
export async function openDatabase(folder: string): Promise<PGlite> {
  const database = await PGlite.create(folder, { parsers: { 20: (value: string) => Number(value) } });
  await database.exec(SCHEMA);
  return database;
}
