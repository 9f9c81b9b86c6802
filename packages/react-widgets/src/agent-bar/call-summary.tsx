import type { ReactElement } from 'react';
import { otherSideOf, phaseWordOf } from '../call-lines/call-words.js';
import { useDirectory } from '../directory/use-directory.js';
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
  const { nameOf } = useDirectory('off');
  const { call } = bar;
  if (call === null) return <div className="cw-bar__call cw-bar__call--none">{t('bar.noCall')}</div>;
  const waited = bar.waitedMs(now);
  const outbound = call.direction !== 'inbound';
  const other = otherSideOf(call, bar.agent?.agentId, nameOf) || t('bar.unknownCaller');
  const consults = call.consultOf !== undefined && call.agentId === bar.agent?.agentId;
  const calls = outbound && (call.phase === 'dialling' || call.caller === bar.agent?.extension);
  const who = consults
    ? t('bar.consult', { who: other })
    : calls
      ? t('bar.dialTo', { called: other })
      : other;
  const phase = bar.handedOn ? 'handedOn' : phaseWordOf(call);
  return (
    <div className="cw-bar__call" data-testid="bar-call">
      <span className="cw-bar__main">
        <strong className="cw-bar__who">{who}</strong>
        <span className="cw-bar__phase" data-testid="call-phase" data-phase={phase}>
          {t(`phase.${phase}`)}
        </span>
        {call.recording !== undefined && !bar.handedOn && call.phase !== 'ended' && (
          <span
            className="cw-bar__recording"
            data-is={call.recording}
            title={t(`bar.recording.${call.recording}`)}
            data-testid="recording-mark"
          >
            <span className="cw-bar__recording-word">{t(`bar.recording.${call.recording}`)}</span>
          </span>
        )}
      </span>
      <span className="cw-bar__facts">
        {!outbound && call.callerName !== null && (
          <span className="cw-bar__fact cw-number">{call.caller}</span>
        )}
        {call.queueName !== null && <span className="cw-bar__fact">{call.queueName}</span>}
        {call.keys !== '' && <span className="cw-bar__fact">{t('bar.keys', { keys: call.keys })}</span>}
        {waited !== null && (
          <span className="cw-bar__fact cw-number">{t('bar.waited', { time: formatDuration(waited) })}</span>
        )}
        {call.video === true && <span className="cw-bar__fact">{t('bar.video')}</span>}
      </span>
    </div>
  );
}
