/** modesl ships no types; this is what we use of it. */
declare module 'modesl' {
  import type { Socket } from 'node:net';

  type Callback = (event: Event) => void;

  class Event {
    constructor(type: string, subclass?: string);
    constructor(headers: Record<string, unknown>, body?: string);
    type: string;
    subclass: string | null;
    body: string;
    headers: { name: string; value: unknown }[];
    getHeader(name: string): string | null;
    getBody(): string;
    getType(): string;
    addHeader(name: string, value: unknown): unknown;
    addBody(text: string): string;
    serialize(format?: 'plain' | 'json' | 'xml'): string;
  }

  /** An EventEmitter2 with wildcards and the delimiter `::`. */
  class Connection {
    constructor(host: string, port: number, password: string, ready?: () => void);
    socket: Socket | null;
    password: string;
    connecting: boolean;
    authed: boolean;
    execAsync: boolean;
    execLock: boolean;
    reqEvents: string[];
    listeningEvents: string[];
    on(name: string, listener: (...args: never[]) => void): this;
    once(name: string, listener: (...args: never[]) => void): this;
    removeListener(name: string, listener: (...args: never[]) => void): this;
    listeners(name: string): unknown[];
    emit(name: string, ...args: unknown[]): boolean;
    connected(): boolean;
    send(command: string, args?: Record<string, unknown> | null): void;
    sendRecv(command: string, args?: Record<string, unknown> | Callback | null, callback?: Callback): void;
    sendEvent(event: Event, callback?: Callback): void;
    api(command: string, args?: string | string[] | Callback, callback?: Callback): void;
    bgapi(
      command: string,
      args?: string | string[] | Callback,
      jobId?: string | Callback,
      callback?: Callback,
    ): void;
    events(type: string, events?: string | string[] | Callback, callback?: Callback): void;
    subscribe(events?: string | string[], callback?: Callback): void;
    execute(app: string, arg?: string | Callback, uuid?: string | Callback, callback?: Callback): string;
    auth(callback?: (error: Error | null, event: Event) => void): void;
    disconnect(): void;
    _onConnect(): void;
    _onError(error: unknown): void;
    _onEvent(event: Event, headers: Record<string, unknown>, body?: string): void;
    _doExec(uuid: string, command: string, args: Record<string, unknown>, callback?: Callback): string;
  }
}
