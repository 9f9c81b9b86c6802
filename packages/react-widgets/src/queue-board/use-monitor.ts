import type { MonitorState } from '@callweave/web-sdk';
import { useEffect } from 'react';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';

const watchers = new WeakMap<object, number>();

/** The live picture of queues, agents and trunks; asked for while something that shows it is mounted. Null until it came. */
export function useMonitor(): MonitorState | null {
  const { session } = useCallweave();
  const { connection, monitor } = useSessionState();
  useEffect(() => {
    if (connection !== 'open') return;
    const count = (watchers.get(session) ?? 0) + 1;
    watchers.set(session, count);
    // A refusal reaches the page as the session's `error` event.
    if (count === 1) void session.startMonitor().catch(() => undefined);
    return () => {
      const left = (watchers.get(session) ?? 1) - 1;
      watchers.set(session, left);
      if (left === 0) void session.stopMonitor().catch(() => undefined);
    };
  }, [session, connection]);
  return monitor;
}
