import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { type CallPicturesView, callPicturesView } from './call-pictures.core.js';

export interface CallPictures {
  readonly pictures: CallPicturesView | null;
  readonly setCamera: (on: boolean) => void;
}

/** The pictures without their looks. */
export function useCallPictures(): CallPictures {
  const { session } = useCallweave();
  // Not kept from one picture of the session to the next: the browser's streams change by themselves.
  const pictures = callPicturesView(useSessionState(), (callId) => session.mediaOf(callId));
  return { pictures, setCamera: (on) => session.setCamera(on) };
}
