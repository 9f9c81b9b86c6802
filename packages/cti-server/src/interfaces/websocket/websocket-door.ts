import type { Server } from 'node:http';
import { CallweaveError, MAX_MESSAGE_BYTES } from '@callweave/cti-core';
import { type WebSocket, WebSocketServer } from 'ws';
import { originAllowed } from '../http/http-server.js';
import { Session, type SessionParts } from './session.js';

export interface WebSocketDoorOptions extends Omit<SessionParts, 'claimAgent' | 'closed'> {
  readonly http: Server;
  readonly allowedOrigins: readonly string[];
  readonly maxConnections: number;
}

export interface WebSocketDoor {
  readonly connections: number;
  /** Tells everybody why, and resolves when all are gone. */
  close(): Promise<void>;
}

/** `/ws` on the HTTP server: one {@link Session} a connection, every event to those who may see it. */
export function openWebSocketDoor(options: WebSocketDoorOptions): WebSocketDoor {
  const { http, runner, log } = options;
  const sessions = new Set<Session>();
  /** Where each agent works; a session that only watches a wall claims nobody. */
  const working = new Map<string, Session>();
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });

  const parts: SessionParts = {
    ...options,
    claimAgent(session) {
      if (session.agentId === null) return;
      const before = working.get(session.agentId);
      working.set(session.agentId, session);
      if (before !== undefined && before !== session) {
        before.end(new CallweaveError('session.replaced', 'The agent logged in from another page.'));
      }
    },
    closed(session) {
      sessions.delete(session);
      if (session.agentId !== null && working.get(session.agentId) === session)
        working.delete(session.agentId);
    },
  };

  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const { origin } = request.headers;
    const path = request.url?.split('?')[0];
    const refusal =
      path !== '/ws'
        ? '404 Not Found'
        : origin !== undefined && !originAllowed(origin, options.allowedOrigins)
          ? '403 Forbidden'
          : sessions.size >= options.maxConnections
            ? '503 Service Unavailable'
            : null;
    if (refusal !== null) {
      log.warn({ path, origin, refusal }, 'a WebSocket was refused');
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      sessions.add(new Session(webSocket, parts));
    });
  });

  const stopEvents = runner.onEvents((entries) => {
    for (const session of sessions) session.deliver(entries);
  });

  return {
    get connections() {
      return sessions.size;
    },
    async close() {
      stopEvents();
      const gone = [...server.clients].map(
        (client) => new Promise<void>((resolve) => client.once('close', () => resolve())),
      );
      for (const session of sessions)
        session.end(new CallweaveError('server.stopping', 'The server is stopping.'));
      await Promise.all(gone);
      server.close();
    },
  };
}
