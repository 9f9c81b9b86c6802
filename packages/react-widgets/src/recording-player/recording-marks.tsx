import { type ReactElement, useId, useState } from 'react';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import type { RecordingPlayerModel } from './use-recording-player.js';

/** The server's limit. */
const LONGEST_MARK = 500;

/** What people noted at times of the recording; a note belongs to the time when its first letter was typed. */
export function RecordingMarks({ player }: { readonly player: RecordingPlayerModel }): ReactElement {
  const { t } = useCallweave();
  const id = useId();
  const [text, setText] = useState('');
  const [atMs, setAtMs] = useState(0);
  const at = text === '' ? player.positionMs : atMs;
  const { marks } = player;
  return (
    <div className="cw-marks">
      <form
        className="cw-marks__form"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() === '') return;
          void player.addMark(at, text.trim()).then((done) => done && setText(''));
        }}
      >
        <label className="cw-visually-hidden" htmlFor={id}>
          {t('player.markText')}
        </label>
        <input
          id={id}
          className="cw-input"
          maxLength={LONGEST_MARK}
          placeholder={t('player.markHint')}
          value={text}
          data-testid="mark-text"
          onChange={(event) => {
            if (text === '') setAtMs(player.positionMs);
            setText(event.target.value);
          }}
        />
        <button
          type="submit"
          className="cw-button cw-number"
          disabled={text.trim() === ''}
          data-testid="btn-add-mark"
        >
          {t('player.addMark', { time: formatDuration(at) })}
        </button>
      </form>
      {marks !== null && marks.length > 0 && (
        <ol className="cw-marks__list" aria-label={t('player.marks')}>
          {marks.map((mark) => (
            <li key={mark.id} className="cw-marks__line" data-testid="mark">
              <button
                type="button"
                className="cw-marks__time cw-number"
                title={t('player.seekTo', { time: formatDuration(mark.atMs) })}
                onClick={() => player.seek(mark.atMs)}
              >
                {formatDuration(mark.atMs)}
              </button>
              <span className="cw-marks__text">{mark.text}</span>
              <span className="cw-player__soft">{mark.byName ?? mark.by}</span>
              {mark.canRemove && (
                <button
                  type="button"
                  className="cw-tag__remove"
                  aria-label={t('player.removeMark', { text: mark.text })}
                  title={t('player.removeMark', { text: mark.text })}
                  onClick={() => player.removeMark(mark.id)}
                >
                  <Icon name="close" width="12" height="12" />
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
