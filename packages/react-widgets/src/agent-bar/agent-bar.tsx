import { STANDARD_AUX_REASONS } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { reasonWord } from '../i18n/i18n.js';
import { Icon, type IconName } from '../icons.js';
import { CallAnnouncer } from '../live/call-announcer.js';
import { useRingingAttention } from '../live/use-ringing-attention.js';
import { ProblemNote } from '../problem/problem-note.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { DEFAULT_SHORTCUTS, type Shortcuts, useShortcuts } from '../shortcuts/use-shortcuts.js';
import { useServerNow } from '../time/use-server-now.js';
import type { BarAction } from './agent-bar.core.js';
import { CallSummary } from './call-summary.js';
import { StateMenu } from './state-menu.js';
import { type AgentBar as Bar, useAgentBar } from './use-agent-bar.js';

export interface AgentBarProps {
  /** Reasons offered for a pause; default break, meeting, training. */
  readonly auxReasons?: readonly string[];
  readonly shortcuts?: Shortcuts;
}

const CHOSEN_BY_AGENTS = STANDARD_AUX_REASONS.filter((reason) => reason !== 'logged-in' && reason !== 'rona');

const looks: Record<BarAction, { icon: IconName; tone: 'go' | 'danger' | 'plain'; testId: string }> = {
  answer: { icon: 'phone', tone: 'go', testId: 'btn-answer' },
  reject: { icon: 'close', tone: 'plain', testId: 'btn-reject' },
  hold: { icon: 'pause', tone: 'plain', testId: 'btn-hold' },
  retrieve: { icon: 'play', tone: 'go', testId: 'btn-retrieve' },
  mute: { icon: 'microphone', tone: 'plain', testId: 'btn-mute' },
  unmute: { icon: 'microphoneOff', tone: 'plain', testId: 'btn-unmute' },
  finishWrapUp: { icon: 'check', tone: 'go', testId: 'btn-finish-wrapup' },
  ready: { icon: 'check', tone: 'go', testId: 'btn-ready' },
  aux: { icon: 'pause', tone: 'plain', testId: 'btn-aux' },
  hangUp: { icon: 'hangUp', tone: 'danger', testId: 'btn-hangup' },
};

/** The bar that is always there: state and timer, the call, what can be done (AGT-1, AGT-2). */
export function AgentBar({
  auxReasons = CHOSEN_BY_AGENTS,
  shortcuts = DEFAULT_SHORTCUTS,
}: AgentBarProps): ReactElement {
  const { t } = useCallweave();
  const { clockOffsetMs, connection } = useSessionState();
  const bar = useAgentBar();
  const now = useServerNow(clockOffsetMs);
  useShortcuts(shortcuts, bar.actions, bar.act);
  useRingingAttention(bar.call, bar.ringing, t);

  return (
    <section
      className="cw-bar"
      aria-label={t('bar.label')}
      data-ringing={bar.ringing}
      data-state={bar.agent?.state ?? 'none'}
    >
      <div className="cw-bar__row">
        {bar.agent === null ? (
          <span className="cw-bar__starting">{connection === 'stopped' ? '' : t('bar.starting')}</span>
        ) : (
          <StateMenu bar={bar} agent={bar.agent} auxReasons={auxReasons} now={now} />
        )}
        <CallSummary bar={bar} now={now} />
        <div className="cw-bar__actions">
          {bar.agent?.can.logIn && (
            <button
              type="button"
              className="cw-button cw-button--go"
              data-testid="btn-log-in"
              onClick={bar.logIn}
            >
              {t('action.logIn')}
            </button>
          )}
          {bar.actions.map((action) => (
            <ActionButton key={action} action={action} bar={bar} shortcut={shortcuts[action]} />
          ))}
        </div>
      </div>
      {bar.agent?.next != null && (
        <p className="cw-bar__next">
          {t('bar.nextIs', {
            next:
              bar.agent.next.state === 'aux'
                ? reasonWord(t, bar.agent.next.reason)
                : t(`state.${bar.agent.next.state}`),
          })}
        </p>
      )}
      <ProblemNote error={bar.error} onDismiss={bar.dismissError} />
      <CallAnnouncer call={bar.call} t={t} />
    </section>
  );
}

function ActionButton({
  action,
  bar,
  shortcut,
}: {
  readonly action: BarAction;
  readonly bar: Bar;
  readonly shortcut: string | undefined;
}): ReactElement {
  const { t } = useCallweave();
  const { icon, tone, testId } = looks[action];
  const word = t(`action.${action}`);
  return (
    <button
      type="button"
      className={`cw-button cw-button--${tone}`}
      data-testid={testId}
      title={shortcut ? `${word} (${shortcut})` : word}
      aria-keyshortcuts={shortcut || undefined}
      aria-pressed={action === 'unmute' ? true : undefined}
      onClick={() => bar.act(action)}
    >
      <Icon name={icon} />
      <span className="cw-button__word">{word}</span>
    </button>
  );
}
