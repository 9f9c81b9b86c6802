import type { FoundRecording, RecordingQuery, RecordingRights } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { Icon } from '../icons.js';
import { RetryNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { RecordingFilterFields } from './recording-filter-fields.js';
import { otherSide } from './recording-list.core.js';
import { type RecordingListModel, useRecordingList } from './use-recording-list.js';

/** Call data that is searched and shown. */
export interface DataField {
  readonly name: string;
  readonly label: string;
}

export interface RecordingListProps {
  /** Opens one, in a player for example. */
  readonly onOpen?: (recording: FoundRecording, can: RecordingRights) => void;
  readonly selectedId?: string | null;
  /** Asked for beside what is typed, as the call or customer that a page shows. */
  readonly query?: RecordingQuery;
  /** Default: `orderId` and `customer`. */
  readonly dataFields?: readonly DataField[];
  readonly hideFilters?: boolean;
}

/** Recordings, searched by everything that is known of their calls, page by page (REC-2). */
export function RecordingList({
  onOpen,
  selectedId = null,
  query = {},
  dataFields,
  hideFilters = false,
}: RecordingListProps): ReactElement {
  const { t } = useCallweave();
  const list = useRecordingList(query);
  const fields = dataFields ?? [
    { name: 'orderId', label: t('recordings.order') },
    { name: 'customer', label: t('recordings.customer') },
  ];
  return (
    <section className="cw-recordings" aria-label={t('recordings.label')} data-testid="recording-list">
      {!hideFilters && <RecordingFilterFields list={list} dataFields={fields} />}
      <Results list={list} fields={fields} selectedId={selectedId} onOpen={onOpen} />
    </section>
  );
}

function Results({
  list,
  fields,
  selectedId,
  onOpen,
}: {
  readonly list: RecordingListModel;
  readonly fields: readonly DataField[];
  readonly selectedId: string | null;
  readonly onOpen: RecordingListProps['onOpen'];
}): ReactElement {
  const { t } = useCallweave();
  const { recordings, busy, error } = list;
  const again =
    recordings === null || recordings.length === 0 || busy === 'searching' ? list.search : list.loadMore;
  return (
    <div className="cw-recordings__results" aria-busy={busy !== null} data-stale={busy === 'searching'}>
      {recordings === null && busy !== null && <p className="cw-board__hint">{t('recordings.loading')}</p>}
      {recordings?.length === 0 && <p className="cw-board__hint">{t('recordings.empty')}</p>}
      {recordings !== null && recordings.length > 0 && (
        <ul className="cw-recordings__list">
          {recordings.map((recording) => (
            <Row
              key={recording.recordingId}
              recording={recording}
              fields={fields}
              selected={recording.recordingId === selectedId}
              onOpen={() => onOpen?.(recording, list.can)}
            />
          ))}
        </ul>
      )}
      <RetryNote error={error} onRetry={again} />
      <p className="cw-recordings__foot">
        <output className="cw-recordings__count">
          {recordings !== null &&
            t(list.hasMore ? 'recordings.countMore' : 'recordings.count', { count: recordings.length })}
        </output>
        {list.hasMore && (
          <button
            type="button"
            className="cw-button cw-button--small"
            disabled={busy !== null}
            data-testid="btn-more-recordings"
            onClick={list.loadMore}
          >
            {t(busy === 'more' ? 'recordings.loadingMore' : 'recordings.more')}
          </button>
        )}
      </p>
    </div>
  );
}

function Row({
  recording,
  fields,
  selected,
  onOpen,
}: {
  readonly recording: FoundRecording;
  readonly fields: readonly DataField[];
  readonly selected: boolean;
  readonly onOpen: () => void;
}): ReactElement {
  const { t, locale } = useCallweave();
  const { nameOf, directory } = useDirectory('once');
  const { agents, queueId, tags, disposition, data, durationMs, heldFor, state, kind } = recording;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
  const queue = directory?.queues.find((one) => one.queueId === queueId)?.name ?? queueId;
  const facts = fields.flatMap(({ name, label }) => (data[name] ? [`${label} ${data[name]}`] : []));
  return (
    <li className="cw-recordings__item">
      <button
        type="button"
        className="cw-recordings__row"
        aria-current={selected ? 'true' : undefined}
        data-testid="recording-row"
        data-recording={recording.recordingId}
        onClick={onOpen}
      >
        <span className="cw-recordings__time cw-number">{time.format(recording.startedAt)}</span>
        <span className="cw-recordings__who cw-number">
          {otherSide(recording) || t(state === 'running' ? 'recordings.talking' : 'bar.unknownCaller')}
          {recording.direction !== null && (
            <span className="cw-recordings__soft">{t(`recordings.direction.${recording.direction}`)}</span>
          )}
        </span>
        <span className="cw-recordings__agents">
          {agents.map((agentId) => nameOf(agentId as never)).join(t('recordings.and'))}
          {queue !== null && <span className="cw-recordings__soft">{queue}</span>}
        </span>
        <span className="cw-recordings__facts">
          {kind !== 'call' && <span className="cw-label">{t(`recordings.kind.${kind}`)}</span>}
          {state !== 'stored' && (
            <span className="cw-label">{t(`recordings.state.${state}`, { defaultValue: state })}</span>
          )}
          {heldFor !== null && (
            <span className="cw-label cw-label--held" title={heldFor}>
              <Icon name="lock" width="12" height="12" />
              {t('recordings.held')}
            </span>
          )}
          {disposition !== null && <span className="cw-label">{disposition}</span>}
          {tags.map((tag) => (
            <span key={tag} className="cw-label">
              {tag}
            </span>
          ))}
          {facts.map((fact) => (
            <span key={fact} className="cw-recordings__soft">
              {fact}
            </span>
          ))}
        </span>
        <span className="cw-recordings__length cw-number">
          {durationMs === null ? '–' : formatDuration(durationMs)}
        </span>
      </button>
    </li>
  );
}
