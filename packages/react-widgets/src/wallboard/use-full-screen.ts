import { type RefObject, useEffect, useState } from 'react';

interface FullScreen {
  readonly on: boolean;
  /** The browser did not allow it, as in a frame without `allow="fullscreen"`. */
  readonly refused: boolean;
  toggle(): void;
}

/** One element on the whole screen, and back. */
export function useFullScreen(root: RefObject<HTMLElement | null>): FullScreen {
  const [on, setOn] = useState(false);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    const look = (): void =>
      setOn(document.fullscreenElement !== null && document.fullscreenElement === root.current);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [root]);
  return {
    on,
    refused,
    toggle: () => {
      setRefused(false);
      const work = on ? document.exitFullscreen() : root.current?.requestFullscreen();
      work?.catch(() => setRefused(true));
    },
  };
}
