import { type ReactElement, type ReactNode, useState } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { foldedFilters, type RecordingFilters } from './recording-list.core.js';
import type { DataField } from './recording-list.js';
import type { RecordingListModel } from './use-recording-list.js';

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const KINDS = ['call', 'voicemail', 'terminal'] as const;
type TextFilter = Exclude<keyof RecordingFilters, 'data' | 'direction' | 'kind'>;

/** The fields of a search: what is asked most stands open, the rest is folded. */
export function RecordingFilterFields({
  list,
  dataFields,
}: {
  readonly list: RecordingListModel;
  readonly dataFields: readonly DataField[];
}): ReactElement {
  const { t } = useCallweave();
  const { directory } = useDirectory('once');
  const { filters, change } = list;
  const folded = foldedFilters(filters);
  const [open, setOpen] = useState(folded > 0);

  const text = (name: TextFilter, more: { type?: string; hint?: string } = {}): ReactElement => (
    <Field label={t(`recordings.filter.${name}`)}>
      <input
        className="cw-input"
        type={more.type ?? 'text'}
        {...(more.type === 'number' ? { min: 0 } : {})}
        placeholder={more.hint}
        value={filters[name]}
        data-testid={`filter-${name}`}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </Field>
  );
  const choice = <Name extends 'agentId' | 'queueId' | 'direction' | 'kind'>(
    name: Name,
    options: readonly { readonly value: string; readonly word: string }[],
  ): ReactElement => (
    <Field label={t(`recordings.filter.${name}`)}>
      <select
        className="cw-select"
        value={filters[name]}
        data-testid={`filter-${name}`}
        onChange={(event) => change({ [name]: event.target.value } as Partial<RecordingFilters>)}
      >
        <option value="">{t('recordings.any')}</option>
        {options.map(({ value, word }) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </Field>
  );

  return (
    <search>
      <form
        className="cw-filters"
        onSubmit={(event) => {
          event.preventDefault();
          list.search();
        }}
      >
        <div className="cw-filters__fields">
          {text('number', { hint: '138* · *1234' })}
          {directory === null
            ? text('agentId')
            : choice(
                'agentId',
                directory.agents.map(({ agentId, name }) => ({ value: agentId, word: `${name} ${agentId}` })),
              )}
          {text('fromDay', { type: 'date' })}
          {text('toDay', { type: 'date' })}
        </div>
        {open && (
          <div className="cw-filters__fields" data-testid="more-filters">
            {dataFields.map(({ name, label }) => (
              <Field key={name} label={label}>
                <input
                  className="cw-input"
                  value={filters.data[name] ?? ''}
                  data-testid={`filter-data-${name}`}
                  onChange={(event) => change({ data: { ...filters.data, [name]: event.target.value } })}
                />
              </Field>
            ))}
            {text('tag')}
            {text('disposition')}
            {text('text')}
            {text('minSeconds', { type: 'number' })}
            {text('maxSeconds', { type: 'number' })}
            {directory === null
              ? text('queueId')
              : choice(
                  'queueId',
                  directory.queues.map(({ queueId, name }) => ({ value: queueId, word: name })),
                )}
            {text('extension')}
            {choice(
              'direction',
              DIRECTIONS.map((value) => ({ value, word: t(`recordings.direction.${value}`) })),
            )}
            {choice(
              'kind',
              KINDS.map((value) => ({ value, word: t(`recordings.kind.${value}`) })),
            )}
          </div>
        )}
        <div className="cw-filters__actions">
          <button type="submit" className="cw-button cw-button--accent" data-testid="btn-search">
            {t('recordings.search')}
          </button>
          <button type="button" className="cw-button" onClick={list.reset}>
            {t('action.clear')}
          </button>
          <button
            type="button"
            className="cw-button cw-filters__fold"
            aria-expanded={open}
            data-testid="btn-more-filters"
            onClick={() => setOpen(!open)}
          >
            {folded > 0 && !open
              ? t('recordings.moreFiltersSet', { count: folded })
              : t(open ? 'recordings.fewerFilters' : 'recordings.moreFilters')}
          </button>
        </div>
      </form>
    </search>
  );
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="cw-field">
      <span className="cw-field__label">{label}</span>
      {children}
    </label>
  );
}
