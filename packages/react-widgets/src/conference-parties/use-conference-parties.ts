import { useMemo } from 'react';
import { type Attempt, useAttempt } from '../problem/use-attempt.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type ConferenceParty, type ConferenceView, conferenceView } from './conference-parties.core.js';

export interface ConferenceParties extends Omit<Attempt, 'attempt'> {
  readonly conference: ConferenceView | null;
  readonly setMuted: (party: ConferenceParty, muted: boolean) => void;
  readonly drop: (party: ConferenceParty) => void;
  readonly setLocked: (locked: boolean) => void;
}

/** The conference without its looks. */
export function useConferenceParties(): ConferenceParties {
  const { session } = useCallweave();
  const state = useSessionState();
  const conference = useMemo(() => conferenceView(state), [state]);
  const { attempt, ...problem } = useAttempt();
  const callId = conference?.callId;
  return {
    conference,
    ...problem,
    setMuted: (party, muted) => void (callId && attempt(session.muteParty(callId, party.legId, muted))),
    drop: (party) => void (callId && attempt(session.dropParty(callId, party.legId))),
    setLocked: (locked) => void (callId && attempt(session.lockConference(callId, locked))),
  };
}
