import { Readable } from 'node:stream';
import type { CallweaveClient } from '@callweave/node-adapter';
import type { PGlite } from '@electric-sql/pglite';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { orderSchema, ordersOf, ordersSince, takeOrder, UnknownGoods } from './orders.js';
import { filedNumber } from './phone.js';
import type { Sessions, User } from './sessions.js';

interface ApiOptions {
  readonly database: PGlite;
  readonly sessions: Sessions;
  readonly callweave: CallweaveClient;
  /** Where browsers reach the call centre's WebSocket. */
  readonly callweaveWsUrl: string;
  readonly now: () => number;
}

const COOKIE = 'tvs';
const loginSchema = z.object({ account: z.string().min(1).max(40), password: z.string().min(1).max(200) });

/** Everything the pages ask of the shop's server. Errors are `{error: {code, message, fields?}}`. */
export function registerApi(app: FastifyInstance, options: ApiOptions): void {
  const { database, sessions, callweave, now } = options;

  const cookieOf = (request: FastifyRequest): string | undefined =>
    request.headers.cookie
      ?.split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(`${COOKIE}=`))
      ?.slice(COOKIE.length + 1);

  const signedIn = async (request: FastifyRequest, reply: FastifyReply): Promise<User | null> => {
    const id = cookieOf(request);
    const user = id === undefined ? null : await sessions.userOf(id);
    if (user === null) await refuse(reply, 401, 'not-logged-in', 'Log in first.');
    return user;
  };

  app.post('/api/login', { bodyLimit: 4096 }, async (request, reply) => {
    const input = loginSchema.safeParse(request.body);
    if (!input.success) return refuse(reply, 400, 'invalid', 'Account and password are needed.');
    const session = await sessions.logIn(input.data.account, input.data.password);
    if (session === null) return refuse(reply, 401, 'bad-credentials', 'Account or password is wrong.');
    // Lax, not Secure: the demo runs on http://localhost. Behind TLS the proxy adds Secure.
    reply.header(
      'set-cookie',
      `${COOKIE}=${session.id}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${session.maxAgeSeconds}`,
    );
    return { user: session.user };
  });

  app.post('/api/logout', async (request, reply) => {
    const id = cookieOf(request);
    if (id !== undefined) await sessions.logOut(id);
    reply.header('set-cookie', `${COOKIE}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0`);
    return {};
  });

  app.get('/api/me', async (request) => {
    // Asked by every page at its start: being nobody is an answer, not a fault.
    const id = cookieOf(request);
    const user = id === undefined ? null : await sessions.userOf(id);
    return { user, callweaveWsUrl: options.callweaveWsUrl };
  });

  app.post('/api/callweave-token', async (request, reply) => {
    const user = await signedIn(request, reply);
    if (user === null) return reply;
    if (user.agentId === null)
      return refuse(reply, 403, 'no-agent', 'This account is no agent of the call centre.');
    const { token } = await callweave.createToken({ agentId: user.agentId });
    return { token };
  });

  app.get('/api/products', async (request, reply) => {
    if ((await signedIn(request, reply)) === null) return reply;
    const { rows } = await database.query(
      'select sku, name, name_en as "nameEn", price_fen as "priceFen" from products order by name',
    );
    return { products: rows };
  });

  app.get<{ Params: { phone: string } }>('/api/customers/:phone', async (request, reply) => {
    if ((await signedIn(request, reply)) === null) return reply;
    const phone = filedNumber(request.params.phone);
    const { rows } = await database.query('select * from customers where phone = $1', [phone]);
    return { phone, customer: rows[0] ?? null, orders: await ordersOf(database, phone) };
  });

  app.post('/api/orders', { bodyLimit: 32_768 }, async (request, reply) => {
    const user = await signedIn(request, reply);
    if (user === null) return reply;
    const input = orderSchema.safeParse(request.body);
    if (!input.success) {
      const fields = Object.fromEntries(
        input.error.issues.map((issue) => [issue.path.join('.'), issue.message]),
      );
      return refuse(reply, 400, 'invalid', 'Some fields need correction.', fields);
    }
    try {
      return { order: await takeOrder(database, input.data, user.account, now()) };
    } catch (error) {
      if (error instanceof UnknownGoods)
        return refuse(reply, 400, 'unknown-goods', error.message, { lines: 'unknown-goods' });
      throw error;
    }
  });

  app.get('/api/orders/today', async (request, reply) => {
    if ((await signedIn(request, reply)) === null) return reply;
    const midnight = new Date(now()).setHours(0, 0, 0, 0);
    return { orders: await ordersSince(database, midnight) };
  });

  app.get('/api/calls', async (request, reply) => {
    const user = await signedIn(request, reply);
    if (user === null) return reply;
    const calls = await callweave.listCalls({ limit: 100 });
    return {
      calls: user.role === 'supervisor' ? calls : calls.filter((call) => call.agentId === user.agentId),
    };
  });

  app.get<{ Params: { id: string } }>('/api/calls/:id/decisions', async (request, reply) => {
    const user = await signedIn(request, reply);
    if (user === null) return reply;
    if (user.role !== 'supervisor') return refuse(reply, 403, 'denied', 'Supervisors read this.');
    return { decisions: await callweave.explainCall(request.params.id) };
  });

  app.get<{ Params: { id: string } }>('/api/recordings/:id', async (request, reply) => {
    const user = await signedIn(request, reply);
    if (user === null) return reply;
    const { range } = request.headers;
    const recording = await callweave.openRecording(request.params.id, range === undefined ? {} : { range });
    for (const name of ['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag']) {
      const value = recording.headers.get(name);
      if (value !== null) reply.header(name, value);
    }
    reply.code(recording.status);
    return reply.send(recording.body === null ? '' : Readable.fromWeb(recording.body as never));
  });
}

function refuse(
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  fields?: Record<string, string>,
): FastifyReply {
  return reply.code(status).send({ error: { code, message, ...(fields === undefined ? {} : { fields }) } });
}
