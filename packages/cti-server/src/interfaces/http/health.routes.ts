import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { KeepingHealth } from '../../recording-store/keep-recordings.js';

export interface Health {
  /** `degraded`: it runs, but something it needs is away; calls may not come in. */
  readonly status: 'ok' | 'degraded';
  readonly switch: 'connected' | 'away';
  readonly database: 'ok' | 'spooling';
  /** Recordings that wait for their store lie in the spool; `degraded` while it does not take them, or the disk fills. */
  readonly recordings: KeepingHealth;
  readonly version: string;
}

/** `GET /health` for people and load balancers, `GET /metrics` for Prometheus. */
export function healthRoutes(app: FastifyInstance, parts: { health: () => Health; metrics: Registry }): void {
  app.get('/health', async () => parts.health());
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', parts.metrics.contentType);
    return parts.metrics.metrics();
  });
}
