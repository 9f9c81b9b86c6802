/** Why a transport's connection ended, as the transport knows it. */
export interface TransportClosed {
  /** WebSocket close code where there is one, as 1006. */
  readonly code: number;
  readonly reason: string;
}

/** What one connection tells; nothing comes after `closed`. */
export interface TransportListener {
  opened(): void;
  /** One whole JSON text. */
  message(text: string): void;
  closed(why: TransportClosed): void;
}

/** One connection; a broken one is thrown away and another opened. */
export interface TransportConnection {
  /** Sends one JSON text; dropped silently once closed. */
  send(text: string): void;
  /** Ends the connection; `closed` need not follow. */
  close(): void;
}

/** The way to the server: a WebSocket, or two ends in memory for tests. */
export interface Transport {
  /** Begins to connect. The listener hears of success and failure, never before this returns. */
  open(listener: TransportListener): TransportConnection;
}
