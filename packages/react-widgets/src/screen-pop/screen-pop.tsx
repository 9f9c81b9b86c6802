import type { AgentCall } from '@callweave/web-sdk';
import type { ReactElement, ReactNode } from 'react';
import { otherNumberOf } from '../call-lines/call-words.js';
import { Icon } from '../icons.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { useServerNow } from '../time/use-server-now.js';
import { useScreenPop } from './use-screen-pop.js';

export interface ScreenPopProps {
  /**
   * Draws the customer and the business form for a call. It is mounted once per call and keeps its place through answer, hold, swap,
   * consultation and hang-up, so that what was typed stays; of several calls all are mounted, and the present one is shown.
   */
  readonly children: (call: AgentCall) => ReactNode;
  /** Drawn between calls instead of the built-in hint. */
  readonly empty?: ReactNode;
}

/** The frame around what the host shows of a caller, there before the phone rings (WEB-2). */
export function ScreenPop({ children, empty }: ScreenPopProps): ReactElement {
  const { t } = useCallweave();
  const call = useScreenPop();
  const { calls } = useSessionState();
  if (call === null) {
    return (
      <section className="cw-pop cw-pop--empty" aria-label={t('pop.label')}>
        {empty ?? (
          <div className="cw-pop__empty">
            <Icon name="person" width="32" height="32" />
            <p className="cw-panel__title">{t('pop.empty')}</p>
            <p className="cw-panel__hint">{t('pop.emptyHint')}</p>
          </div>
        )}
      </section>
    );
  }
  return (
    <section
      className="cw-pop"
      aria-label={t('pop.label')}
      data-testid="screen-pop"
      data-call-id={call.callId}
    >
      <CallFactsRow call={call} />
      {calls.filter(isPopped).map((one) => (
        <div className="cw-pop__body" key={one.callId} hidden={one.callId !== call.callId}>
          {children(one)}
        </div>
      ))}
    </section>
  );
}

/** A call with a colleague about another one shows nothing of its own. */
function isPopped(call: AgentCall, _: number, calls: readonly AgentCall[]): boolean {
  return call.consultOf === undefined || !calls.some((other) => other.callId === call.consultOf);
}

function CallFactsRow({ call }: { readonly call: AgentCall }): ReactElement {
  const { t } = useCallweave();
  const { clockOffsetMs, agent } = useSessionState();
  const now = useServerNow(clockOffsetMs);
  const waited = call.queuedAt === null ? null : (call.answeredAt ?? call.endedAt ?? now) - call.queuedAt;
  const facts: [string, string][] = [
    [t('pop.number'), otherNumberOf(call, agent?.agentId)],
    [t('pop.called'), call.called],
    [t('pop.queue'), call.queueName ?? t('pop.none')],
    [t('pop.keys'), call.keys || t('pop.none')],
    [t('pop.waited'), waited === null ? '–' : formatDuration(waited)],
  ];
  return (
    <dl className="cw-pop__facts">
      {facts.map(([term, value]) => (
        <div key={term} className="cw-pop__fact">
          <dt>{term}</dt>
          <dd className="cw-number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
