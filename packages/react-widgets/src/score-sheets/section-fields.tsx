import type { SheetQuestion } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import {
  changeQuestion,
  changeSection,
  type DraftQuestion,
  type DraftSection,
  moved,
  type SheetDraft,
  shares,
  withQuestion,
} from './sheet-draft.core.js';
import { newId, type ScoreSheetsModel } from './use-score-sheets.js';

const KINDS: readonly SheetQuestion['kind'][] = ['yes-no', 'scale', 'fatal'];

interface SectionFieldsProps {
  readonly model: ScoreSheetsModel;
  readonly draft: SheetDraft;
  readonly section: DraftSection;
  readonly at: number;
}

/** One section of a sheet: its title and its questions. */
export function SectionFields({ model, draft, section, at }: SectionFieldsProps): ReactElement {
  const { t } = useCallweave();
  const { problems, change } = model;
  const { key, title, questions } = section;
  const label = t('sheets.section', { number: at + 1 });
  return (
    <fieldset className="cw-editor__section" data-testid="sheet-section">
      <legend className="cw-visually-hidden">{label}</legend>
      <div className="cw-editor__row">
        <input
          className="cw-input cw-editor__wide cw-editor__strong"
          aria-label={t('sheets.sectionTitle')}
          placeholder={t('sheets.sectionTitle')}
          maxLength={500}
          value={title}
          aria-invalid={problems[key] !== undefined}
          data-testid="section-title"
          onChange={(event) =>
            change(changeSection(draft, key, (one) => ({ ...one, title: event.target.value })))
          }
        />
        <Tools
          what={label}
          first={at === 0}
          last={at === draft.sections.length - 1}
          onMove={(by) => change({ ...draft, sections: moved(draft.sections, at, by) })}
          onRemove={() => change(changeSection(draft, key, () => null))}
        />
      </div>
      {questions.map((question, place) => (
        <QuestionFields
          key={question.id}
          model={model}
          draft={draft}
          question={question}
          what={t('sheets.question', { number: place + 1 })}
          first={place === 0}
          last={place === questions.length - 1}
          onMove={(by) =>
            change(
              changeSection(draft, key, (one) => ({ ...one, questions: moved(one.questions, place, by) })),
            )
          }
        />
      ))}
      <button
        type="button"
        className="cw-button cw-button--small cw-editor__add"
        data-testid="btn-add-question"
        onClick={() => change(withQuestion(draft, key, newId))}
      >
        {t('sheets.addQuestion')}
      </button>
    </fieldset>
  );
}

interface QuestionFieldsProps {
  readonly model: ScoreSheetsModel;
  readonly draft: SheetDraft;
  readonly question: DraftQuestion;
  readonly what: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly onMove: (by: -1 | 1) => void;
}

function QuestionFields(props: QuestionFieldsProps): ReactElement {
  const { model, draft, question, what, first, last, onMove } = props;
  const { t } = useCallweave();
  const { id, text, kind, weight, max } = question;
  const problem = model.problems[id];
  const set = (change: Partial<DraftQuestion>): void =>
    model.change(changeQuestion(draft, id, (one) => ({ ...one, ...change })));
  const share = shares(draft).get(id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset within a fieldset does not lay out as a row
    <div className="cw-editor__question" role="group" aria-label={what} data-testid="sheet-question">
      <input
        className="cw-input cw-editor__wide"
        aria-label={t('sheets.text')}
        placeholder={t('sheets.text')}
        maxLength={500}
        value={text}
        aria-invalid={problem === 'needed'}
        data-testid="question-text"
        onChange={(event) => set({ text: event.target.value })}
      />
      <select
        className="cw-select cw-editor__kind"
        aria-label={t('sheets.kindIs')}
        value={kind}
        data-testid="question-kind"
        onChange={(event) => set({ kind: event.target.value as SheetQuestion['kind'] })}
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {t(`sheets.kind.${one}`)}
          </option>
        ))}
      </select>
      {kind === 'scale' && (
        <label className="cw-editor__small">
          <span>{t('sheets.max')}</span>
          <input
            className="cw-input cw-number"
            inputMode="numeric"
            value={max}
            aria-invalid={problem === 'max'}
            data-testid="question-max"
            onChange={(event) => set({ max: event.target.value })}
          />
        </label>
      )}
      {kind !== 'fatal' && (
        <label className="cw-editor__small">
          <span>{t('sheets.weight')}</span>
          <input
            className="cw-input cw-number"
            inputMode="decimal"
            value={weight}
            aria-invalid={problem === 'weight'}
            data-testid="question-weight"
            onChange={(event) => set({ weight: event.target.value })}
          />
          <span className="cw-editor__share cw-number">{share === undefined ? '' : `${share}%`}</span>
        </label>
      )}
      <Tools
        what={what}
        first={first}
        last={last}
        onMove={onMove}
        onRemove={() => model.change(changeQuestion(draft, id, () => null))}
      />
    </div>
  );
}

interface ToolsProps {
  readonly what: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** Up, down, and away. */
function Tools({ what, first, last, onMove, onRemove }: ToolsProps): ReactElement {
  const { t } = useCallweave();
  const tool = (name: 'up' | 'down' | 'remove', disabled: boolean, onClick: () => void): ReactElement => (
    <button
      type="button"
      className="cw-button cw-button--small cw-button--icon"
      disabled={disabled}
      title={t(`sheets.${name}`, { what })}
      aria-label={t(`sheets.${name}`, { what })}
      data-tool={name}
      onClick={onClick}
    >
      <Icon name={name === 'remove' ? 'close' : 'chevron'} width="16" height="16" />
    </button>
  );
  return (
    <span className="cw-editor__tools">
      {tool('up', first, () => onMove(-1))}
      {tool('down', last, () => onMove(1))}
      {tool('remove', false, onRemove)}
    </span>
  );
}
