import type { AgentCall, AgentSession, AgentSessionState } from '@callweave/web-sdk';

export interface CallPicturesView {
  readonly call: AgentCall;
  /** The far end's; null before the answer, on hold, and of a leg that was answered without. */
  readonly remote: MediaStream | null;
  /** What his own camera sends; null when he answered without. */
  readonly own: MediaStream | null;
  /** What stands in the place of the far end's while there is none. */
  readonly instead: 'ringing' | 'held' | 'none';
  readonly cameraOff: boolean;
}

/**
 * The pictures of the present call; null where it has sound alone. There is room for them from the first ring to the end, also when
 * nobody shows himself: answering must not move what is being read.
 */
export function callPicturesView(
  { activeCall: call, cameraOff }: AgentSessionState,
  mediaOf: AgentSession['mediaOf'],
): CallPicturesView | null {
  if (call === null || call.video !== true || call.local === 'none' || call.phase === 'ended') return null;
  const media = mediaOf(call.callId);
  const instead = insteadOf(call);
  return {
    call,
    remote: instead === 'none' ? withPictures(media?.remote) : null,
    own: call.local === 'connected' ? withPictures(media?.local) : null,
    instead,
    cameraOff,
  };
}

function insteadOf({ phase, local, heldSince }: AgentCall): CallPicturesView['instead'] {
  if (heldSince !== null) return 'held';
  return local === 'connected' && (phase === 'talking' || phase === 'conference') ? 'none' : 'ringing';
}

function withPictures(stream: MediaStream | undefined): MediaStream | null {
  const isLive = stream?.getVideoTracks().some((track) => track.readyState === 'live') === true;
  return isLive ? stream : null;
}
