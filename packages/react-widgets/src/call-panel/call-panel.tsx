import type { ReactElement } from 'react';
import { otherNumberOf, otherSideOf, phaseWordOf } from '../call-lines/call-words.js';
import { useDirectory } from '../directory/use-directory.js';
import { Icon } from '../icons.js';
import { ErrorNote } from '../problem/error-note.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { TerminalRecordings } from '../terminal-recordings/terminal-recordings.js';
import { formatDuration } from '../time/duration.js';
import { useServerNow } from '../time/use-server-now.js';
import { DeviceChoice } from './device-choice.js';
import { DialField, PadChoice } from './dial-field.js';
import { DialPad } from './dial-pad.js';
import { QueueChoice } from './queue-choice.js';
import { type CallPanel as Panel, useCallPanel } from './use-call-panel.js';

export interface CallPanelProps {
  /** Offers to record the call in this browser (终端录音, AGT-7); default false. */
  readonly terminalRecording?: boolean;
}

/** The present call at length, the dial pad, and the devices (AGT-2). */
export function CallPanel({ terminalRecording = false }: CallPanelProps): ReactElement {
  const { t } = useCallweave();
  const panel = useCallPanel();
  return (
    <section className="cw-panel" aria-label={t('panel.label')} data-mode={panel.mode}>
      <CallFacts panel={panel} />
      {panel.padSends ? (
        <output
          className="cw-panel__digits cw-number"
          data-tall={panel.queueChoice.queues.length > 0}
          aria-label={t('panel.digitsSent')}
        >
          {panel.sentDigits || <span className="cw-panel__hint">{t('panel.digitsHint')}</span>}
        </output>
      ) : (
        <>
          <QueueChoice choice={panel.queueChoice} disabled={!panel.canDial} />
          <DialField panel={panel} />
        </>
      )}
      <DialPad onPress={panel.press} disabled={!panel.canDial && !panel.padSends} />
      {panel.canSendDigits && panel.canDial && <PadChoice panel={panel} />}
      <ErrorNote error={panel.error} onDismiss={panel.dismissError} />
      {terminalRecording && <TerminalRecordings />}
      <DeviceChoice />
    </section>
  );
}

function CallFacts({ panel }: { readonly panel: Panel }): ReactElement {
  const { t } = useCallweave();
  const { clockOffsetMs, muted, agent } = useSessionState();
  const { nameOf } = useDirectory('off');
  const now = useServerNow(clockOffsetMs);
  const { call } = panel;
  if (call === null) {
    return (
      <div className="cw-panel__idle">
        <Icon name="headset" width="28" height="28" />
        <p className="cw-panel__title">{t('panel.idleTitle')}</p>
        <p className="cw-panel__hint">
          {t(panel.mode === 'paused' ? 'panel.idleHintAux' : 'panel.idleHint')}
        </p>
      </div>
    );
  }
  const other = otherNumberOf(call, agent?.agentId);
  const until = call.endedAt ?? now;
  return (
    <div className="cw-panel__call">
      <p className="cw-panel__phase">{t(`phase.${panel.handedOn ? 'handedOn' : phaseWordOf(call)}`)}</p>
      <p className="cw-panel__who">{otherSideOf(call, agent?.agentId, nameOf) || t('bar.unknownCaller')}</p>
      {/* A switch that knows no name gives the number as one. */}
      {otherSideOf(call, agent?.agentId, nameOf) !== other && (
        <p className="cw-panel__number cw-number">{other}</p>
      )}
      <p className="cw-panel__time cw-number">
        {panel.talkingSince === null ? '–:––' : formatDuration(until - panel.talkingSince)}
      </p>
      <p className="cw-panel__flags">
        {panel.connecting && <span className="cw-flag">{t('panel.connecting')}</span>}
        {panel.recording !== null && (
          <span className={`cw-flag cw-flag--${panel.recording === 'running' ? 'recording' : 'warn'}`}>
            {t(`bar.recording.${panel.recording}`)}
          </span>
        )}
        {panel.mode === 'held' && <span className="cw-flag">{t('panel.held')}</span>}
        {muted && call.phase === 'talking' && (
          <span className="cw-flag cw-flag--warn">{t('panel.muted')}</span>
        )}
      </p>
    </div>
  );
}
