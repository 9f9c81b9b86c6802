import { useMemo } from 'react';
import { useWallState } from './use-wall-state.js';

/** Names of queues by id; the same map as long as no name changes, so that tiles need not render. */
export function useQueueNames(): ReadonlyMap<string, string> {
  const written = useWallState(({ monitor }) =>
    JSON.stringify(monitor?.queues.map(({ queueId, name }) => [queueId, name]) ?? []),
  );
  return useMemo(() => new Map(JSON.parse(written) as [string, string][]), [written]);
}
