import { type ReactElement, useRef, useState } from 'react';
import { ActionButton } from '../action-button/action-button.js';
import { StateMark } from '../agent-bar/state-mark.js';
import { Icon } from '../icons.js';
import type { Point } from '../popover/popover.js';
import { ErrorNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { DEFAULT_SHORTCUTS, type Shortcuts, useShortcuts } from '../shortcuts/use-shortcuts.js';
import { RunningTime } from '../time/running-time.js';
import { ACTION_ICONS, actionWord } from './action-words.js';
import { ConfirmAction } from './confirm-action.js';
import { MODES, type SupervisionAction } from './supervision-bar.core.js';
import { useSupervisionBar } from './use-supervision-bar.js';

const NOTHING: readonly SupervisionAction[] = [];

export interface SupervisionBarProps {
  /** Other keys than the usual ones. */
  readonly shortcuts?: Shortcuts;
}

/**
 * Stands while a supervisor is on an agent's call (SUP-4): whom he hears and who hears him, the three modes, taking the call over,
 * and the end. Why it ended by itself is said in its place.
 */
export function SupervisionBar({ shortcuts: changed }: SupervisionBarProps): ReactElement {
  const { t } = useCallweave();
  const bar = useSupervisionBar();
  const { view, notice } = bar;
  const shortcuts = { ...DEFAULT_SHORTCUTS, ...changed };
  const [asking, setAsking] = useState<Point | null>(null);
  const root = useRef<HTMLElement>(null);
  const act = (action: SupervisionAction): void => {
    if (action !== 'takeOver') {
      bar.act(action);
      return;
    }
    const button = root.current?.querySelector('[data-testid="supervision-takeOver"]');
    const box = button?.getBoundingClientRect();
    setAsking({ x: box?.left ?? 0, y: (box?.bottom ?? 0) + 4 });
  };
  useShortcuts(shortcuts, view?.actions ?? NOTHING, act);
  const closing = (): void => {
    setAsking(null);
    root.current?.querySelector<HTMLElement>('[data-testid="supervision-takeOver"]')?.focus();
  };

  return (
    <section
      ref={root}
      className="cw-supervision"
      aria-label={t('supervise.label')}
      data-active={view !== null}
      data-ringing={view?.ringing}
    >
      <Announcer bar={bar} />
      {view !== null && (
        <div className="cw-supervision__row" data-testid="supervision-bar">
          <Icon name={ACTION_ICONS[view.mode]} className="cw-supervision__icon" />
          <p className="cw-supervision__who">
            <span className="cw-supervision__name">
              {t(view.ringing ? 'supervise.ringing' : 'supervise.on', { name: view.name })}
            </span>
            <span className="cw-supervision__facts">
              {view.agent !== null && (
                <>
                  <StateMark state={view.agent.state} />
                  {t(`state.${view.agent.state}`)}
                  {' · '}
                </>
              )}
              {!view.ringing && `${t(`supervise.mode.${view.mode}`)} · `}
              <RunningTime since={view.since} />
            </span>
          </p>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset does not lay out as a row in all browsers */}
          <div className="cw-supervision__modes" role="group" aria-label={t('supervise.modes')}>
            {MODES.map((mode) => (
              <ActionButton
                key={mode}
                icon={ACTION_ICONS[mode]}
                word={t(`supervise.do.${mode}`)}
                tone="plain"
                testId={`supervision-${mode}`}
                shortcut={shortcuts[mode]}
                pressed={view.mode === mode}
                onClick={() => act(mode)}
              />
            ))}
          </div>
          <div className="cw-supervision__ends">
            {view.actions.includes('takeOver') && (
              <ActionButton
                icon="swap"
                word={t('supervise.do.takeOver')}
                tone="plain"
                testId="supervision-takeOver"
                shortcut={shortcuts.takeOver}
                hasPopup="dialog"
                expanded={asking !== null}
                onClick={() => act('takeOver')}
              />
            )}
            <ActionButton
              icon="close"
              word={t('supervise.stop')}
              tone="danger"
              testId="supervision-stop"
              shortcut={shortcuts.stopSupervision}
              onClick={() => act('stopSupervision')}
            />
          </div>
        </div>
      )}
      {notice !== null && notice.reason !== 'stopped' && notice.reason !== 'taken-over' && (
        <p className="cw-supervision__notice" data-testid="supervision-notice">
          {t(`supervise.ended.${notice.reason}`, { name: notice.name })}
          <button type="button" className="cw-button cw-button--small" onClick={bar.dismiss}>
            {t('problem.dismiss')}
          </button>
        </p>
      )}
      <ErrorNote error={bar.error} onDismiss={bar.dismiss} />
      {view !== null && asking !== null && (
        <ConfirmAction
          agent={view}
          action={{ name: 'takeOver', danger: true, afterCall: false }}
          at={asking}
          onConfirm={() => {
            closing();
            bar.act('takeOver');
          }}
          onClose={(why) => (why === 'outside' ? setAsking(null) : closing())}
        />
      )}
    </section>
  );
}

/** What a screen reader says of it. */
function Announcer({ bar }: { readonly bar: ReturnType<typeof useSupervisionBar> }): ReactElement {
  const { t } = useCallweave();
  const { view, notice } = bar;
  const words =
    view === null
      ? notice && t(`supervise.ended.${notice.reason}`, { name: notice.name })
      : view.ringing
        ? t('supervise.live.ringing', { name: view.name })
        : t('supervise.live.connected', { mode: actionWord(t, { name: view.mode }), name: view.name });
  return (
    <output className="cw-visually-hidden" aria-live="assertive" data-testid="supervision-announcer">
      {words}
    </output>
  );
}
