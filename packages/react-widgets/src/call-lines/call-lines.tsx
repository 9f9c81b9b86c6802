import type { ReactElement } from 'react';
import { ActionButton, type Tone } from '../action-button/action-button.js';
import { useDirectory } from '../directory/use-directory.js';
import { Icon, type IconName } from '../icons.js';
import { ErrorNote } from '../problem/error-note.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { DEFAULT_SHORTCUTS, type Shortcuts } from '../shortcuts/use-shortcuts.js';
import { formatDuration } from '../time/duration.js';
import { useServerNow } from '../time/use-server-now.js';
import type { CallLine, LineAction, PairAction } from './call-lines.core.js';
import { otherSideOf } from './call-words.js';
import { type CallLines as Lines, useCallLines } from './use-call-lines.js';

export interface CallLinesProps {
  /** Shown in tooltips; the agent bar listens for them. */
  readonly shortcuts?: Shortcuts;
}

const lineLooks: Record<LineAction, { icon: IconName; tone: Tone; testId: string }> = {
  answer: { icon: 'phone', tone: 'go', testId: 'btn-answer-waiting' },
  reject: { icon: 'close', tone: 'plain', testId: 'btn-reject-waiting' },
  swap: { icon: 'swap', tone: 'plain', testId: 'btn-swap' },
};

const pairLooks: Record<PairAction, { icon: IconName; tone: Tone; testId: string }> = {
  completeTransfer: { icon: 'transfer', tone: 'go', testId: 'btn-complete-transfer' },
  conference: { icon: 'people', tone: 'plain', testId: 'btn-conference' },
  returnToCaller: { icon: 'back', tone: 'plain', testId: 'btn-return' },
};

/** Calls beside the present one: who waits since when, and what may be done with them (AGT-3, AGT-4). */
export function CallLines({ shortcuts = DEFAULT_SHORTCUTS }: CallLinesProps): ReactElement | null {
  const { t } = useCallweave();
  const lines = useCallLines();
  if (lines.lines.length === 0 && lines.pair === null) return null;
  return (
    <section className="cw-lines" aria-label={t('lines.label')}>
      <ul className="cw-lines__list">
        {lines.lines.map((line) => (
          <Line key={line.call.callId} line={line} lines={lines} shortcuts={shortcuts} />
        ))}
      </ul>
      {lines.pair !== null && (
        <div className="cw-lines__pair">
          {lines.pair.actions.map((action) => (
            <ActionButton
              key={action}
              word={t(`action.${action}`)}
              shortcut={shortcuts[action]}
              small
              {...pairLooks[action]}
              onClick={() => lines.actOnPair(action)}
            />
          ))}
        </div>
      )}
      <ErrorNote error={lines.error} onDismiss={lines.dismissError} />
    </section>
  );
}

function Line({
  line: { call, is, since, actions },
  lines,
  shortcuts,
}: {
  readonly line: CallLine;
  readonly lines: Lines;
  readonly shortcuts: Shortcuts;
}): ReactElement {
  const { t } = useCallweave();
  const { agent, clockOffsetMs } = useSessionState();
  const { nameOf } = useDirectory('off');
  const now = useServerNow(clockOffsetMs);
  const who = otherSideOf(call, agent?.agentId, nameOf) || t('bar.unknownCaller');
  return (
    <li className="cw-line" data-is={is} data-testid={`line-${is}`}>
      <Icon name={is === 'ringing' ? 'phone' : 'pause'} width="16" height="16" />
      <strong className="cw-line__who">{who}</strong>
      {call.queueName !== null && <span className="cw-line__fact">{call.queueName}</span>}
      {call.consultOf !== undefined && <span className="cw-line__fact">{t('lines.consulted')}</span>}
      <span className="cw-line__since cw-number">
        {t(`lines.${is}`, { time: formatDuration(now - since) })}
      </span>
      {actions.map((action) => (
        <ActionButton
          key={action}
          word={t(`action.${action}`)}
          label={t('lines.actionFor', { action: t(`action.${action}`), who })}
          shortcut={shortcuts[action]}
          small
          {...lineLooks[action]}
          onClick={() => lines.act(action, call.callId)}
        />
      ))}
    </li>
  );
}
