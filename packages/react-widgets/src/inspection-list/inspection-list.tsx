import type { InspectionState } from '@callweave/cti-core';
import type { InspectionQuery, InspectionWithRights } from '@callweave/web-sdk';
import { type ReactElement, useEffect, useId, useRef } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { RetryNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { useInspectionList } from './use-inspection-list.js';

export interface InspectionListProps {
  readonly onOpen?: (inspection: InspectionWithRights) => void;
  readonly selectedId?: string | null;
  /** Asked for beside the chosen state. */
  readonly query?: InspectionQuery;
  /** Reads anew whenever it becomes another, as after a step of the form. */
  readonly revision?: number;
}

const STATES: readonly InspectionState[] = ['draft', 'submitted', 'appealed', 'decided'];

/** Inspections: what is to be scored, what was told, what is appealed (REC-4). */
export function InspectionList({
  onOpen,
  selectedId = null,
  query = {},
  revision = 0,
}: InspectionListProps): ReactElement {
  const { t, locale } = useCallweave();
  const { nameOf } = useDirectory('once');
  const list = useInspectionList(query);
  const id = useId();
  const { refresh } = list;
  const seen = useRef(revision);
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    refresh();
  });
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  const { inspections, busy, error } = list;
  return (
    <section className="cw-recordings" aria-label={t('quality.list')} data-testid="inspection-list">
      <div className="cw-player__head">
        <label className="cw-player__soft" htmlFor={id}>
          {t('quality.stateIs')}
        </label>
        <select
          id={id}
          className="cw-select cw-player__speed"
          value={list.state}
          data-testid="inspection-state"
          onChange={(event) => list.choose(event.target.value as InspectionState | '')}
        >
          <option value="">{t('recordings.any')}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {t(`quality.state.${state}`)}
            </option>
          ))}
        </select>
        <button type="button" className="cw-button cw-button--small cw-player__end" onClick={list.refresh}>
          {t('quality.refresh')}
        </button>
      </div>
      {inspections === null && busy && <p className="cw-board__hint">{t('quality.loadingList')}</p>}
      {inspections?.length === 0 && <p className="cw-board__hint">{t('quality.empty')}</p>}
      {inspections !== null && inspections.length > 0 && (
        <ul className="cw-recordings__list" aria-busy={busy}>
          {inspections.map((one) => (
            <li key={one.inspectionId} className="cw-recordings__item">
              <button
                type="button"
                className="cw-recordings__row cw-inspections__row"
                aria-current={one.inspectionId === selectedId ? 'true' : undefined}
                data-testid="inspection-row"
                onClick={() => onOpen?.(one)}
              >
                <span className="cw-recordings__time cw-number">{time.format(one.createdAt)}</span>
                <span className="cw-recordings__who">{nameOf(one.agentId as never)}</span>
                <span className="cw-recordings__facts">
                  <span className="cw-label">{t(`quality.state.${one.state}`)}</span>
                  {one.ruleId !== null && <span className="cw-recordings__soft">{t('quality.drawn')}</span>}
                  {one.passed === false && one.state !== 'draft' && (
                    <span className="cw-label cw-label--held">{t('quality.mark.short')}</span>
                  )}
                </span>
                <span className="cw-recordings__length cw-number">{one.score ?? '–'}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <RetryNote error={error} onRetry={list.refresh} />
      {list.hasMore && (
        <button
          type="button"
          className="cw-button cw-button--small"
          disabled={busy}
          data-testid="btn-more-inspections"
          onClick={list.loadMore}
        >
          {t('recordings.more')}
        </button>
      )}
    </section>
  );
}
