import type { FoundRecording, RecordingRights } from '@callweave/cti-core';
import { type ReactElement, useId } from 'react';
import { ActionButton } from '../action-button/action-button.js';
import { Icon } from '../icons.js';
import { ErrorNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { otherSide } from '../recording-list/recording-list.core.js';
import { formatDuration } from '../time/duration.js';
import { RecordingMarks } from './recording-marks.js';
import { fileName, SPEEDS } from './recording-player.core.js';
import { type RecordingPlayerModel, useRecordingPlayer } from './use-recording-player.js';
import { WaveformView } from './waveform-view.js';

export interface RecordingPlayerProps {
  readonly recording: FoundRecording;
  /** As the search told them; without them nothing is offered for download. */
  readonly can?: RecordingRights;
}

/** Plays a recording: both lanes drawn, seek by hand and keys, speed, marks at a time (REC-2). */
export function RecordingPlayer({ recording, can }: RecordingPlayerProps): ReactElement {
  const player = useRecordingPlayer(recording);
  return <PlayerPanel player={player} download={can?.download === true} />;
}

/** The looks of a player that the page, or an inspection beside it, holds in its own hands. */
export function PlayerPanel({
  player,
  download = false,
}: {
  readonly player: RecordingPlayerModel;
  readonly download?: boolean;
}): ReactElement {
  const { t, locale } = useCallweave();
  const { recording } = player;
  const { heldFor } = recording;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const audible = recording.state === 'stored';
  return (
    <section className="cw-player" aria-label={t('player.label')} data-testid="recording-player">
      <header className="cw-player__head">
        <h3 className="cw-player__title cw-number">{otherSide(recording) || t('bar.unknownCaller')}</h3>
        <span className="cw-player__soft cw-number">{time.format(recording.startedAt)}</span>
        {heldFor !== null && (
          <span className="cw-label cw-label--held" data-testid="held">
            <Icon name="lock" width="12" height="12" />
            {t('player.held', { reason: heldFor })}
          </span>
        )}
      </header>
      <WaveformView player={player} />
      {audible ? (
        <Controls player={player} download={download} />
      ) : (
        <p className="cw-player__soft">
          {t(`recordings.state.${recording.state}`, { defaultValue: recording.state })}
        </p>
      )}
      <ErrorNote error={player.error} onDismiss={player.dismissError} />
      <RecordingMarks player={player} />
    </section>
  );
}

function Controls({
  player,
  download,
}: {
  readonly player: RecordingPlayerModel;
  readonly download: boolean;
}): ReactElement {
  const { t } = useCallweave();
  const id = useId();
  const { sound, progress, playing, positionMs, durationMs, rate, recording } = player;
  return (
    <div className="cw-player__controls">
      <ActionButton
        icon={playing ? 'pause' : 'play'}
        word={t(playing ? 'player.pause' : 'player.play')}
        tone="plain"
        testId="btn-play"
        onClick={player.toggle}
      />
      <span className="cw-player__time cw-number" data-testid="player-time">
        {`${formatDuration(positionMs)} / ${formatDuration(durationMs)}`}
      </span>
      {sound === 'loading' && (
        <output className="cw-player__loading">
          <progress className="cw-player__progress" {...(progress === null ? {} : { value: progress })} />
          {t('player.loading')}
        </output>
      )}
      <span className="cw-player__end">
        <label className="cw-player__soft" htmlFor={id}>
          {t('player.speed')}
        </label>
        <select
          id={id}
          className="cw-select cw-player__speed"
          value={rate}
          data-testid="player-speed"
          onChange={(event) => player.setRate(Number(event.target.value))}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>{`${speed}×`}</option>
          ))}
        </select>
        {download && (
          <ActionButton
            icon="download"
            word={t('player.download')}
            tone="plain"
            testId="btn-download"
            onClick={() => {
              void player.download().then((file) => {
                if (file !== null) save(file, fileName(recording, file.type));
              });
            }}
          />
        )}
      </span>
    </div>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
