import type { QueueId } from '@callweave/cti-core';
import type { AgentSession } from '@callweave/web-sdk';
import { useEffect, useMemo, useState } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type QueueChoiceView, queueChoiceView } from './queue-choice.core.js';

export interface QueueChoice extends QueueChoiceView {
  /** Stays for the calls after it, until the session is over. */
  readonly choose: (queueId: QueueId | null) => void;
}

/** By session, because a panel comes and goes with the page's tabs. */
const wantedIn = new WeakMap<AgentSession, QueueId>();

/** For which queue the next call outside is made, without its looks. */
export function useQueueChoice(): QueueChoice {
  const { session } = useCallweave();
  const { agent } = useSessionState();
  const [wanted, setWanted] = useState(() => wantedIn.get(session) ?? null);
  const memberOf = agent?.queueIds.join(' ') ?? '';
  const { directory, refresh } = useDirectory(memberOf === '' ? 'off' : 'once');
  const [readFor, setReadFor] = useState(memberOf);
  useEffect(() => {
    // He has come into a queue, or out of one: it may be newer than the directory.
    if (memberOf === readFor) return;
    setReadFor(memberOf);
    if (readFor !== '') refresh();
  }, [memberOf, readFor, refresh]);
  const view = useMemo(() => queueChoiceView(agent, directory, wanted), [agent, directory, wanted]);
  return {
    ...view,
    choose(queueId) {
      if (queueId === null) wantedIn.delete(session);
      else wantedIn.set(session, queueId);
      setWanted(queueId);
    },
  };
}
