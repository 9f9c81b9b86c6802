import type { ReactElement } from 'react';
import { ActionButton, type Tone } from '../action-button/action-button.js';
import { Icon, type IconName } from '../icons.js';
import { Menu } from '../menu/menu.js';
import { useCallweave } from '../provider/callweave-provider.js';
import type { Shortcuts } from '../shortcuts/use-shortcuts.js';
import type { BarAction, MoreAction } from './agent-bar.core.js';
import type { AgentBar } from './use-agent-bar.js';

const looks: Record<BarAction, { icon: IconName; tone: Tone; testId: string }> = {
  answer: { icon: 'phone', tone: 'go', testId: 'btn-answer' },
  answerWithVideo: { icon: 'camera', tone: 'go', testId: 'btn-answer-video' },
  reject: { icon: 'close', tone: 'plain', testId: 'btn-reject' },
  hold: { icon: 'pause', tone: 'plain', testId: 'btn-hold' },
  retrieve: { icon: 'play', tone: 'go', testId: 'btn-retrieve' },
  mute: { icon: 'microphone', tone: 'plain', testId: 'btn-mute' },
  unmute: { icon: 'microphoneOff', tone: 'plain', testId: 'btn-unmute' },
  transfer: { icon: 'transfer', tone: 'plain', testId: 'btn-transfer' },
  pauseRecording: { icon: 'recordPause', tone: 'plain', testId: 'btn-pause-recording' },
  resumeRecording: { icon: 'record', tone: 'plain', testId: 'btn-resume-recording' },
  finishWrapUp: { icon: 'check', tone: 'go', testId: 'btn-finish-wrapup' },
  ready: { icon: 'check', tone: 'go', testId: 'btn-ready' },
  aux: { icon: 'pause', tone: 'plain', testId: 'btn-aux' },
  hangUp: { icon: 'hangUp', tone: 'danger', testId: 'btn-hangup' },
};

const moreIcons: Record<MoreAction, IconName> = {
  invite: 'invite',
  park: 'park',
  startRecording: 'record',
  stopRecording: 'stop',
};

/** The bar's buttons; hanging up stands last, apart from the others and from their menu. */
export function BarActions({
  bar,
  shortcuts,
}: {
  readonly bar: AgentBar;
  readonly shortcuts: Shortcuts;
}): ReactElement {
  const { t } = useCallweave();
  const button = (action: BarAction): ReactElement => (
    <ActionButton
      key={action}
      {...looks[action]}
      word={t(`action.${action}`)}
      shortcut={shortcuts[action]}
      pressed={action === 'unmute' || action === 'resumeRecording' ? true : undefined}
      {...(action === 'transfer' ? { hasPopup: 'dialog', expanded: bar.picking !== null } : {})}
      onClick={() => bar.act(action)}
    />
  );
  return (
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
      {bar.actions.filter((action) => action !== 'hangUp').map(button)}
      {bar.more.length > 0 && (
        <Menu
          className="cw-button cw-button--plain"
          label={t('action.more')}
          testId="btn-more"
          align="end"
          button={
            <>
              <Icon name="more" />
              <span className="cw-visually-hidden">{t('action.more')}</span>
            </>
          }
          items={bar.more.map((action) => ({
            key: action,
            label: t(`action.${action}`),
            hint: shortcuts[action] ?? '',
            icon: <Icon name={moreIcons[action]} width="16" height="16" />,
            onSelect: () => bar.act(action),
          }))}
        />
      )}
      {bar.actions.includes('hangUp') && button('hangUp')}
    </div>
  );
}
