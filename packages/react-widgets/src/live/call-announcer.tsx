import type { AgentCall } from '@callweave/web-sdk';
import type { TFunction } from 'i18next';
import { type ReactElement, useEffect, useRef, useState } from 'react';

/** Tells a screen reader what happens to the call. */
export function CallAnnouncer({
  call,
  t,
}: {
  readonly call: AgentCall | null;
  readonly t: TFunction;
}): ReactElement {
  const [words, setWords] = useState('');
  const before = useRef<AgentCall | null>(null);
  useEffect(() => {
    const said = announcement(before.current, call, t);
    before.current = call;
    if (said !== null) setWords(said);
  }, [call, t]);
  return (
    <output className="cw-visually-hidden" aria-live="assertive">
      {words}
    </output>
  );
}

/** What to say when the call went from one picture to the next; null when there is nothing to say. */
export function announcement(before: AgentCall | null, now: AgentCall | null, t: TFunction): string | null {
  const caller = (now ?? before)?.callerName ?? (now ?? before)?.caller ?? '';
  if (now === null || (now.phase === 'ended' && before?.phase !== 'ended')) {
    return before !== null && before.phase !== 'ended' ? t('live.ended') : null;
  }
  if (now.can.answer && !before?.can.answer) return t('live.ringing', { caller, queue: now.queueName ?? '' });
  if (now.phase === 'talking' && before?.phase !== 'talking') return t('live.answered', { caller });
  if (now.heldSince !== null && before?.heldSince === null) return t('live.held');
  if (now.heldSince === null && before != null && before.heldSince !== null) return t('live.retrieved');
  return null;
}
