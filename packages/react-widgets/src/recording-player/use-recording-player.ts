import type { FoundRecording } from '@callweave/cti-core';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { type PlayerState, PlayerStore } from './player.store.js';

export interface RecordingPlayerModel extends PlayerState {
  readonly recording: FoundRecording;
  readonly toggle: () => void;
  readonly play: () => void;
  readonly pause: () => void;
  readonly seek: (positionMs: number) => void;
  readonly setRate: (rate: number) => void;
  /** Resolves to whether it was set. */
  readonly addMark: (atMs: number, text: string) => Promise<boolean>;
  readonly removeMark: (markId: string) => void;
  /** The sound as a file; null when it is refused. */
  readonly download: () => Promise<Blob | null>;
  readonly dismissError: () => void;
}

/** A player without its looks, for one recording; closed with the component that has it. */
export function useRecordingPlayer(recording: FoundRecording): RecordingPlayerModel {
  const { session } = useCallweave();
  const { recordingId } = recording;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same recording, told anew, plays on
  const store = useMemo(() => new PlayerStore(session.recordings, recording), [session, recordingId]);
  const state = useSyncExternalStore(
    store.subscribe,
    () => store.state,
    () => store.state,
  );
  useEffect(() => {
    store.open();
    return () => store.close();
  }, [store]);
  return useMemo(
    () => ({
      ...state,
      recording,
      toggle: () => void store.toggle(),
      play: () => void store.play(),
      pause: () => store.pause(),
      seek: (positionMs) => store.seek(positionMs),
      setRate: (rate) => store.setRate(rate),
      addMark: (atMs, text) => store.addMark(atMs, text),
      removeMark: (markId) => void store.removeMark(markId),
      download: () => store.download(),
      dismissError: () => store.dismissError(),
    }),
    [state, store, recording],
  );
}
