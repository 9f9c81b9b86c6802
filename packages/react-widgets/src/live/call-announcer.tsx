import { type ReactElement, useEffect, useRef, useState } from 'react';
import { otherSideOf } from '../call-lines/call-words.js';
import { useDirectory } from '../directory/use-directory.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { announcement } from './announcements.js';

/** Tells a screen reader what happens to the agent's calls. */
export function CallAnnouncer(): ReactElement {
  const { t } = useCallweave();
  const state = useSessionState();
  const { nameOf } = useDirectory('off');
  const [words, setWords] = useState('');
  const before = useRef({
    ...state,
    calls: [],
    activeCall: null,
    heldCalls: [],
    parked: state.parked,
  } as typeof state);
  useEffect(() => {
    const name = (call: Parameters<typeof otherSideOf>[0]): string =>
      otherSideOf(call, state.agent?.agentId, nameOf);
    const said = announcement(before.current, state, name, t);
    before.current = state;
    if (said !== null) setWords(said);
  }, [state, nameOf, t]);
  return (
    <output className="cw-visually-hidden" aria-live="assertive" data-testid="announcer">
      {words}
    </output>
  );
}
