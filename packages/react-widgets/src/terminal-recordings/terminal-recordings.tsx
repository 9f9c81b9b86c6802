import type { TerminalRecording } from '@callweave/web-sdk';
import type { ReactElement } from 'react';
import { Icon, type IconName } from '../icons.js';
import { ErrorNote, errorText } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { sentShare } from './terminal-recordings.core.js';
import { type TerminalRecordingsModel, useTerminalRecordings } from './use-terminal-recordings.js';

const ICONS: Record<TerminalRecording['state'], IconName> = {
  recording: 'record',
  sending: 'upload',
  waiting: 'warning',
  failed: 'warning',
};

/**
 * Records the call in this browser, and shows what becomes of it: recorded, sent, kept, or refused, to be tried again (AGT-7).
 * Nothing where there is neither sound to record nor anything left to send.
 */
export function TerminalRecordings(): ReactElement | null {
  const { t } = useCallweave();
  const model = useTerminalRecordings();
  const { startable, recordings, kept, error } = model;
  if (startable === null && recordings.length === 0 && kept === null && error === null) return null;
  return (
    <section className="cw-terminal" aria-label={t('terminal.label')} data-testid="terminal-recordings">
      {startable !== null && (
        <button
          type="button"
          className="cw-button cw-button--small"
          data-testid="btn-start-terminal"
          onClick={model.start}
        >
          <Icon name="record" width="16" height="16" />
          {t('terminal.start')}
        </button>
      )}
      {recordings.length > 0 && (
        <ul className="cw-terminal__list">
          {recordings.map((recording) => (
            <Row key={recording.recordingId} recording={recording} model={model} />
          ))}
        </ul>
      )}
      <output className="cw-terminal__kept">
        {kept !== null && (
          <>
            <Icon name="check" width="16" height="16" />
            {t('terminal.kept', { time: formatDuration(kept.durationMs) })}
          </>
        )}
      </output>
      <ErrorNote error={error} onDismiss={model.dismissError} />
    </section>
  );
}

function Row({
  recording,
  model,
}: {
  readonly recording: TerminalRecording;
  readonly model: TerminalRecordingsModel;
}): ReactElement {
  const { t } = useCallweave();
  const { recordingId, callId, state, durationMs, error } = recording;
  const percent = `${Math.floor(sentShare(recording) * 100)}%`;
  return (
    <li className="cw-terminal__row" data-state={state} data-testid="terminal-recording">
      <Icon name={ICONS[state]} width="16" height="16" />
      <span className="cw-terminal__words">
        <span className="cw-number">
          {t(`terminal.state.${state}`, { time: formatDuration(durationMs), percent })}
        </span>
        {error !== null && <span className="cw-terminal__why">{errorText(error, t)}</span>}
        {state === 'sending' && (
          <progress className="cw-terminal__progress" value={sentShare(recording)} aria-label={percent} />
        )}
      </span>
      {state === 'recording' && (
        <button
          type="button"
          className="cw-button cw-button--small"
          data-testid="btn-stop-terminal"
          onClick={() => model.stop(callId)}
        >
          {t('terminal.stop')}
        </button>
      )}
      {(state === 'waiting' || state === 'failed') && (
        <button
          type="button"
          className="cw-button cw-button--small"
          data-testid="btn-retry-terminal"
          onClick={() => model.retry(recordingId)}
        >
          {t('problem.retry')}
        </button>
      )}
      {state === 'failed' && (
        <button
          type="button"
          className="cw-button cw-button--small"
          data-testid="btn-discard-terminal"
          onClick={() => model.discard(recordingId)}
        >
          {t('action.discard')}
        </button>
      )}
    </li>
  );
}
