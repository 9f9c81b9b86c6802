import type { MonitorState } from '@callweave/web-sdk';
import { useEffect, useState } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { useWallState } from './use-wall-state.js';

const watchers = new WeakMap<object, number>();

/**
 * Asks for the live picture while something that shows it is mounted. Through a lost connection the last one stays, and the session
 * asks anew by itself when it is back.
 */
export function useMonitoring(): void {
  const { session } = useCallweave();
  const connection = useWallState((state) => state.connection);
  const [opened, setOpened] = useState(connection === 'open');
  if (connection === 'open' && !opened) setOpened(true);
  // What was asked is forgotten with a session that is stopped; it may be started again.
  if (connection === 'stopped' && opened) setOpened(false);
  useEffect(() => {
    if (!opened) return;
    const count = (watchers.get(session) ?? 0) + 1;
    watchers.set(session, count);
    // A refusal reaches the page as the session's `error` event.
    if (count === 1) void session.startMonitor().catch(() => undefined);
    return () => {
      const left = (watchers.get(session) ?? 1) - 1;
      watchers.set(session, left);
      if (left === 0) void session.stopMonitor().catch(() => undefined);
    };
  }, [session, opened]);
}

/** The live picture of queues, agents, trunks, supervisions and alarms, at most once a frame. Null until it came. */
export function useMonitor(): MonitorState | null {
  useMonitoring();
  return useWallState((state) => state.monitor);
}
