import { type RefObject, useLayoutEffect, useState } from 'react';
import type { WallRoom } from './agent-rows.core.js';

const USUAL_FONT_PX = 14;

/** Room for tiles: as wide as the scroller, as high as `probe`; null before it is measured. */
export function useWallRoom(
  scroller: RefObject<HTMLElement | null>,
  probe: RefObject<HTMLElement | null>,
): WallRoom | null {
  const [room, setRoom] = useState<WallRoom | null>(null);
  useLayoutEffect(() => {
    const [tiles, limit] = [scroller.current, probe.current];
    if (tiles === null || limit === null) return;
    const measure = (): void => {
      const style = getComputedStyle(tiles);
      const padding = (side: 'Left' | 'Right' | 'Top' | 'Bottom') =>
        Number.parseFloat(style[`padding${side}`]);
      const next: WallRoom = {
        width: tiles.clientWidth - padding('Left') - padding('Right'),
        height: limit.clientHeight - tiles.offsetTop - padding('Top') - padding('Bottom'),
        scale: Number.parseFloat(style.fontSize) / USUAL_FONT_PX,
      };
      setRoom((before) => (before && sameRoom(before, next) ? before : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const element of [tiles, limit]) observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, probe]);
  return room;
}

function sameRoom(one: WallRoom, other: WallRoom): boolean {
  return one.width === other.width && one.height === other.height && one.scale === other.scale;
}
