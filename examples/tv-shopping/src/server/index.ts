import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCallweaveClient } from '@callweave/node-adapter';
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import { registerApi } from './api.js';
import { registerCallCentre } from './call-centre.routes.js';
import { openDatabase } from './database.js';
import { type SeedUser, seed } from './seed.js';
import { Sessions } from './sessions.js';

export type { SeedUser } from './seed.js';

export interface TvShoppingOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly dataDir: string;
  /** HTTP address of the Callweave server, as this server reaches it. */
  readonly callweaveUrl: string;
  /** WebSocket address of the Callweave server, as browsers reach it. */
  readonly callweaveWsUrl: string;
  readonly serviceKey: string;
  /** What the call centre shows when it asks about a caller. */
  readonly lookupKey: string;
  /** Logins made at the first start. */
  readonly users: readonly SeedUser[];
}

export interface TvShopping {
  /** Where the pages are, once listening. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the order system: its own database, its own logins, its pages, and its way to the call centre. */
export async function startTvShopping(options: TvShoppingOptions): Promise<TvShopping> {
  const database = await openDatabase(options.dataDir);
  try {
    await seed(database, options.users, Date.now());
    const app = Fastify({ logger: false, forceCloseConnections: true });
    app.setErrorHandler(
      (error: { statusCode?: number; code?: string; message: string; remedy?: string }, _request, reply) => {
        const status = error.statusCode ?? 502;
        if (status >= 500) console.error(`${error.code ?? 'failed'}: ${error.message}`);
        void reply.code(status).send({
          error: { code: error.code ?? 'failed', message: `${error.message} ${error.remedy ?? ''}`.trim() },
        });
      },
    );
    registerApi(app, {
      database,
      sessions: new Sessions(database, Date.now),
      callweave: createCallweaveClient({ url: options.callweaveUrl, serviceKey: options.serviceKey }),
      callweaveWsUrl: options.callweaveWsUrl,
      now: Date.now,
    });
    registerCallCentre(app, { database, authorization: `Bearer ${options.lookupKey}` });
    const pages = pagesFolder();
    await app.register(fastifyStatic, { root: pages });
    app.setNotFoundHandler((request, reply) => {
      const page = request.method === 'GET' && !request.url.startsWith('/api/');
      if (page) return reply.sendFile('index.html');
      return reply
        .code(404)
        .send({ error: { code: 'not-found', message: `${request.method} ${request.url} is not known.` } });
    });
    const url = await app.listen({ host: options.host, port: options.port });
    return {
      url,
      async stop() {
        await app.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The built pages: beside the built server (itself, or a chunk of it), or in `dist` when this runs from sources. */
function pagesFolder(): string {
  for (const path of ['./client', '../client', '../../dist/client']) {
    const folder = fileURLToPath(new URL(path, import.meta.url));
    if (existsSync(`${folder}/index.html`)) return folder;
  }
  throw new Error('The pages are not built: run `pnpm build` in examples/tv-shopping.');
}
