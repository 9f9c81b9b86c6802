import type { AgentCall } from '@callweave/web-sdk';
import { useSessionState } from '../provider/callweave-provider.js';

/** The call that the screen is about, from the offer until its wrap-up is over; null between calls. */
export function useScreenPop(): AgentCall | null {
  return useSessionState().activeCall;
}
