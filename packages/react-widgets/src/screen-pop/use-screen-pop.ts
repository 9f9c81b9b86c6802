import type { AgentCall } from '@callweave/web-sdk';
import { subjectOf } from '../call-lines/call-words.js';
import { useSessionState } from '../provider/callweave-provider.js';

/**
 * The call that the screen is about, from the offer until its wrap-up is over; while the agent consults a colleague,
 * the caller's. Null between calls.
 */
export function useScreenPop(): AgentCall | null {
  return subjectOf(useSessionState());
}
