import { type PointerEvent, useRef } from 'react';
import type { Point } from '../popover/popover.js';

const LONG_MS = 500;
/** A finger that goes farther scrolls, in pixels. */
const STILL = 10;

interface LongPress {
  readonly listeners: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
  /** True once after a long press: the click that follows it means nothing. */
  readonly swallowsClick: () => boolean;
}

/** A finger that rests for half a second; browsers on phones that send `contextmenu` for it are answered there. */
export function useLongPress(onLong: (target: Element, at: Point) => void): LongPress {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; at: Point } | null>(null);
  const done = useRef(false);
  const stop = (): void => {
    if (press.current !== null) clearTimeout(press.current.timer);
    press.current = null;
  };
  const listeners: LongPress['listeners'] = {
    onPointerDown: (event) => {
      stop();
      done.current = false;
      if (event.pointerType !== 'touch' || !event.isPrimary) return;
      const at = { x: event.clientX, y: event.clientY };
      const target = event.target as Element;
      const timer = setTimeout(() => {
        press.current = null;
        done.current = true;
        onLong(target, at);
      }, LONG_MS);
      press.current = { timer, at };
    },
    onPointerMove: ({ clientX, clientY }) => {
      const at = press.current?.at;
      if (at && Math.hypot(clientX - at.x, clientY - at.y) > STILL) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
  };
  return {
    listeners,
    swallowsClick: () => {
      const was = done.current;
      done.current = false;
      return was;
    },
  };
}
