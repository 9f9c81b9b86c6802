import { type RefObject, useEffect, useState } from 'react';

interface Pages<Page> {
  readonly page: Page;
  /** They turn by themselves now. */
  readonly turning: boolean;
  show(page: Page): void;
  setTurning(turning: boolean): void;
}

/** Pages that turn by themselves every `turnEveryMs`, but not under the hands of whoever has the focus in `body`. */
export function usePages<Page>(
  pages: readonly Page[],
  first: Page,
  turnEveryMs: number | null,
  body: RefObject<HTMLElement | null>,
): Pages<Page> {
  const [page, setPage] = useState(first);
  const [wanted, setTurning] = useState(true);
  const turning = wanted && turnEveryMs !== null && pages.length > 1;
  const shown = pages.includes(page) ? page : first;
  useEffect(() => {
    if (!turning) return;
    const timer = setInterval(() => {
      if (body.current?.contains(document.activeElement)) return;
      setPage((before) => pages[(pages.indexOf(before) + 1) % pages.length] ?? first);
    }, turnEveryMs);
    return () => clearInterval(timer);
  }, [turning, turnEveryMs, pages, first, body]);
  return { page: shown, turning, show: setPage, setTurning };
}
