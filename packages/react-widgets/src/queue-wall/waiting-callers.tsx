import type { QueueSnapshot, WaitingCall } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { RunningTime } from '../time/running-time.js';

/** More are told as a number: nobody reads on. */
const MOST = 100;

interface WaitingCallersProps {
  readonly queue: QueueSnapshot;
  readonly id: string;
}

/** Who waits in a queue, in the order in which they are served, and how long. */
export function WaitingCallers({ queue, id }: WaitingCallersProps): ReactElement {
  const { t } = useCallweave();
  const { waiting, name } = queue;
  return (
    <div className="cw-waiting" id={id}>
      {waiting.length === 0 ? (
        <p className="cw-waiting__none">{t('queueWall.nobody')}</p>
      ) : (
        <ol className="cw-waiting__list" aria-label={t('queueWall.callers', { name })}>
          {waiting.slice(0, MOST).map((call) => (
            <li key={call.callId} className="cw-waiting__caller" data-is={isWhat(call)}>
              <span className="cw-number">{call.caller || t('queueWall.unknown')}</span>
              <span className="cw-waiting__is">{t(`queueWall.${isWhat(call)}`)}</span>
              <RunningTime since={call.queuedAt} className="cw-waiting__time" />
            </li>
          ))}
        </ol>
      )}
      {waiting.length > MOST && (
        <p className="cw-waiting__none">{t('queueWall.more', { count: waiting.length - MOST })}</p>
      )}
    </div>
  );
}

function isWhat({ offered, callBack }: WaitingCall): 'offered' | 'callBack' | 'waits' {
  if (offered) return 'offered';
  return callBack ? 'callBack' : 'waits';
}
