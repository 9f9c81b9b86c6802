import type { Transport } from './transport.port.js';

/** The part of the standard WebSocket that is used; browsers', Node 22's and `ws`'s fit. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
}

export type WebSocketConstructor = new (url: string) => WebSocketLike;

const OPEN = 1;

/**
 * Connects over WebSocket. Uses the global constructor unless one is given; Node 20 has none: pass `WebSocket` of the
 * package `ws`.
 */
export function webSocketTransport(url: string, webSocketClass?: WebSocketConstructor): Transport {
  return {
    open(listener) {
      // Looked up late: test servers replace the global one after this module is loaded.
      const WebSocketClass = webSocketClass ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
      let socket: WebSocketLike | undefined;
      let over = false;
      const end = (code: number, reason: string): void => {
        if (over) return;
        over = true;
        listener.closed({ code, reason });
      };
      if (WebSocketClass === undefined) {
        queueMicrotask(() => end(1006, 'This platform has no WebSocket; pass one as the second argument'));
        return { send: () => undefined, close: () => undefined };
      }
      try {
        socket = new WebSocketClass(url);
      } catch (error) {
        // A malformed address, or ws: on an https: page.
        queueMicrotask(() => end(1006, error instanceof Error ? error.message : String(error)));
        return { send: () => undefined, close: () => undefined };
      }
      socket.addEventListener('open', () => {
        if (!over) listener.opened();
      });
      socket.addEventListener('message', (event) => {
        if (!over && typeof event.data === 'string') listener.message(event.data);
      });
      socket.addEventListener('close', (event) => end(event.code, event.reason));
      // The close event that follows says all that may be known; `ws` throws without a listener.
      socket.addEventListener('error', () => undefined);
      return {
        send: (text) => {
          if (!over && socket.readyState === OPEN) socket.send(text);
        },
        close: () => {
          over = true;
          socket.close();
        },
      };
    },
  };
}
