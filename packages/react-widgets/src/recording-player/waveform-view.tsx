import { type ReactElement, useMemo, useRef } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { keyTarget, lanePath, silences } from './recording-player.core.js';
import type { RecordingPlayerModel } from './use-recording-player.js';

const LANE_HEIGHT = 48;
const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;

/** Both lanes, with the place that is heard: a slider for hand and keys. */
export function WaveformView({ player }: { readonly player: RecordingPlayerModel }): ReactElement {
  const { t } = useCallweave();
  const box = useRef<HTMLDivElement>(null);
  const { waveform, drawing, positionMs, durationMs, marks } = player;
  const part = durationMs > 0 ? Math.min(1, positionMs / durationMs) : 0;
  const lanes = useMemo(
    () => (waveform?.channels ?? []).map((levels) => lanePath(levels, LANE_HEIGHT)),
    [waveform],
  );
  const silent = useMemo(() => (waveform === null ? [] : silences(waveform)), [waveform]);
  const seekTo = (clientX: number): void => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 0 };
    if (width > 0) player.seek(Math.min(1, Math.max(0, (clientX - left) / width)) * durationMs);
  };
  return (
    <div className="cw-wave">
      {lanes.length > 1 && (
        <div className="cw-wave__names" aria-hidden="true">
          <span>{t('player.lane.customer')}</span>
          <span>{t('player.lane.agent')}</span>
        </div>
      )}
      <div
        ref={box}
        className="cw-wave__box"
        role="slider"
        tabIndex={0}
        aria-label={t('player.position')}
        aria-valuemin={0}
        aria-valuemax={Math.round(durationMs / 1_000)}
        aria-valuenow={Math.round(positionMs / 1_000)}
        aria-valuetext={t('player.positionOf', {
          position: formatDuration(positionMs),
          duration: formatDuration(durationMs),
        })}
        data-testid="waveform"
        onKeyDown={(event) => {
          const target = keyTarget(event.key, positionMs, durationMs);
          if (target !== null) player.seek(target);
          else if (event.key === ' ') player.toggle();
          else return;
          event.preventDefault();
        }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event.clientX);
        }}
        onPointerMove={(event) => event.buttons === 1 && seekTo(event.clientX)}
      >
        {silent.map(({ from, to }) => (
          <span
            key={from}
            className="cw-wave__silence"
            style={{ insetInlineStart: percent(from), inlineSize: percent(to - from) }}
            title={t('player.silence')}
            data-testid="silence"
          />
        ))}
        {['rest', 'heard'].map((layer) => (
          <div
            key={layer}
            className="cw-wave__lanes"
            data-layer={layer}
            style={layer === 'heard' ? { clipPath: `inset(0 ${percent(1 - part)} 0 0)` } : {}}
          >
            {lanes.map((path, lane) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a lane is its place
              <svg key={lane} viewBox={`0 0 1000 ${LANE_HEIGHT}`} preserveAspectRatio="none" data-lane={lane}>
                <title>{t(lane === 0 ? 'player.lane.customer' : 'player.lane.agent')}</title>
                <path d={path} />
              </svg>
            ))}
          </div>
        ))}
        {lanes.length === 0 && (
          <span className="cw-wave__hint">
            {t(`player.drawing.${drawing === 'ready' ? 'failed' : drawing}`)}
          </span>
        )}
        {marks?.map((mark) => (
          <span
            key={mark.id}
            className="cw-wave__mark"
            style={{ insetInlineStart: percent(durationMs > 0 ? Math.min(1, mark.atMs / durationMs) : 0) }}
            title={`${formatDuration(mark.atMs)} ${mark.text}`}
          />
        ))}
        <span className="cw-wave__head" style={{ insetInlineStart: percent(part) }} />
      </div>
    </div>
  );
}
