import type { AgentCall, AgentSession, AgentSessionState } from '@callweave/web-sdk';

export interface CallPicturesView {
  readonly call: AgentCall;
  /** The far end's; null while the call is on hold, or shows none. */
  readonly remote: MediaStream | null;
  /** What his own camera sends; null when he answered without. */
  readonly own: MediaStream | null;
  readonly held: boolean;
  readonly cameraOff: boolean;
}

/** The pictures of the present call; null while there are none, so that a page makes no room for them. */
export function callPicturesView(
  { activeCall: call, cameraOff }: AgentSessionState,
  mediaOf: AgentSession['mediaOf'],
): CallPicturesView | null {
  if (call === null || call.video !== true || call.local !== 'connected') return null;
  if (call.phase === 'ended') return null;
  const media = mediaOf(call.callId);
  const remote = withPictures(media?.remote);
  const own = withPictures(media?.local);
  if (remote === null && own === null) return null;
  const held = call.heldSince !== null;
  return { call, remote: held ? null : remote, own, held, cameraOff };
}

function withPictures(stream: MediaStream | undefined): MediaStream | null {
  const isLive = stream?.getVideoTracks().some((track) => track.readyState === 'live') === true;
  return isLive ? stream : null;
}
