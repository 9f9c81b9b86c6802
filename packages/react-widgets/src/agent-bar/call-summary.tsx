import type { ReactElement } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import type { AgentBarView } from './agent-bar.core.js';

/** Who it is, from which queue, what he pressed, how long he waited: one line in the middle of the bar. */
export function CallSummary({
  bar,
  now,
}: {
  readonly bar: AgentBarView;
  readonly now: number;
}): ReactElement {
  const { t } = useCallweave();
  const { call } = bar;
  if (call === null) return <div className="cw-bar__call cw-bar__call--none">{t('bar.noCall')}</div>;
  const waited = bar.waitedMs(now);
  const outbound = call.direction !== 'inbound';
  const who = outbound
    ? t('bar.dialTo', { called: call.called })
    : (call.callerName ?? (call.caller || t('bar.unknownCaller')));
  const phase = call.heldSince !== null ? 'held' : call.phase;
  return (
    <div className="cw-bar__call" data-testid="bar-call">
      <strong className="cw-bar__who">{who}</strong>
      {!outbound && call.callerName !== null && <span className="cw-bar__fact cw-number">{call.caller}</span>}
      {call.queueName !== null && <span className="cw-bar__fact">{call.queueName}</span>}
      {call.keys !== '' && <span className="cw-bar__fact">{t('bar.keys', { keys: call.keys })}</span>}
      {waited !== null && (
        <span className="cw-bar__fact cw-number">{t('bar.waited', { time: formatDuration(waited) })}</span>
      )}
      <span className="cw-bar__phase" data-testid="call-phase" data-phase={phase}>
        {t(`phase.${phase}`)}
      </span>
    </div>
  );
}
