/** An order to one channel from outside, as `sendmsg` or `uuid_broadcast` queues it; its channel works it off. */
export interface PrivateEvent {
  readonly command: 'execute' | 'hangup';
  readonly app: string;
  readonly arg: string;
  readonly appUuid: string | null;
  /** Negative plays until stopped. */
  readonly loops: number;
  /** Keeps the next order waiting until this one is done. */
  readonly eventLock: boolean;
  readonly hangupCause: string | null;
  /** The headers as received, for PRIVATE_COMMAND. */
  readonly headers: ReadonlyMap<string, string>;
}

/** What a channel may have waiting; FreeSWITCH refuses beyond its queue with `-ERR memory error`. */
export const MAX_PRIVATE_EVENTS = 256;

/** An `execute` order of the switch's own, as `uuid_broadcast` and hold music make it. */
export function executeOrder(app: string, arg: string, loops = 1): PrivateEvent {
  const headers = new Map([
    ['call-command', 'execute'],
    ['execute-app-name', app],
    ['execute-app-arg', arg],
    ['event-lock', 'true'],
  ]);
  if (loops !== 1) headers.set('loops', String(loops));
  return {
    command: 'execute',
    app,
    arg,
    appUuid: null,
    loops,
    eventLock: true,
    hangupCause: null,
    headers,
  };
}
