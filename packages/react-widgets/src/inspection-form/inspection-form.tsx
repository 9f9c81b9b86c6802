import type { SheetQuestion } from '@callweave/cti-core';
import type { InspectionWithRights } from '@callweave/web-sdk';
import { type ReactElement, useId } from 'react';
import { ErrorNote, RetryNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import type { RecordingPlayerModel } from '../recording-player/use-recording-player.js';
import { formatDuration } from '../time/duration.js';
import { choicesOf } from './inspection-form.core.js';
import { InspectionTalk } from './inspection-talk.js';
import { type InspectionModel, type OpenInspection, useInspection } from './use-inspection.js';

export interface InspectionFormProps {
  readonly inspectionId: string;
  /** The recording beside it: comments take its time, and lead to it. */
  readonly player?: Pick<RecordingPlayerModel, 'positionMs' | 'seek'> | null;
  /** After each step that the server has taken. */
  readonly onChange?: (inspection: InspectionWithRights) => void;
}

/** A score sheet filled in beside a recording (质检); for the agent to read, and to appeal once (REC-4). */
export function InspectionForm({ inspectionId, player = null, onChange }: InspectionFormProps): ReactElement {
  const { t } = useCallweave();
  const model = useInspection(inspectionId, onChange);
  const { open, loadError } = model;
  return (
    <section className="cw-inspection" aria-label={t('quality.form')} data-testid="inspection-form">
      {open === null && loadError === null && <p className="cw-board__hint">{t('quality.loading')}</p>}
      <RetryNote error={loadError} onRetry={model.reload} />
      {open !== null && (
        <>
          <Head open={open} />
          {open.sheet.sections.map((section, at) => (
            <fieldset key={section.title} className="cw-inspection__section">
              <legend className="cw-inspection__title">
                {section.title}
                <span className="cw-player__soft cw-number">{open.result.sections[at] ?? '–'}</span>
              </legend>
              {section.questions.map((question) => (
                <Question key={question.id} question={question} open={open} model={model} player={player} />
              ))}
            </fieldset>
          ))}
          <Comment open={open} model={model} />
          <ErrorNote error={model.error} onDismiss={model.dismissError} />
          <InspectionTalk key={open.inspection.state} open={open} model={model} />
          {open.inspection.can.score && <Actions open={open} model={model} />}
        </>
      )}
    </section>
  );
}

function Head({ open }: { readonly open: OpenInspection }): ReactElement {
  const { t } = useCallweave();
  const { inspection, sheet, result } = open;
  const mark = result.score === null ? 'none' : result.passed ? 'passed' : 'failed';
  return (
    <header className="cw-player__head">
      <h3 className="cw-player__title">{sheet.name}</h3>
      <span className="cw-label">{t(`quality.state.${inspection.state}`)}</span>
      <output className="cw-inspection__score cw-number" data-mark={mark} data-testid="inspection-score">
        {result.score ?? '–'}
        <span className="cw-player__soft">
          {t(result.fatal ? 'quality.fatal' : `quality.mark.${mark}`, { passMark: sheet.passMark })}
        </span>
      </output>
    </header>
  );
}

interface PartProps {
  readonly open: OpenInspection;
  readonly model: InspectionModel;
}

function Question({
  question,
  open,
  model,
  player,
}: PartProps & {
  readonly question: SheetQuestion;
  readonly player: InspectionFormProps['player'];
}): ReactElement {
  const { t } = useCallweave();
  const name = useId();
  const { id, kind, text } = question;
  const answer = open.draft.answers[id];
  const word = (value: number | null): string =>
    value === null
      ? t('quality.notApplicable')
      : kind === 'scale'
        ? String(value)
        : t(`quality.choice.${kind}.${value === 1 ? 'yes' : 'no'}`);
  const choices = kind === 'fatal' ? choicesOf(question) : [...choicesOf(question), null];
  return (
    <fieldset className="cw-question" disabled={!open.editable} data-testid={`question-${id}`}>
      <legend className="cw-question__text" data-kind={kind}>
        {text}
        {question.kind !== 'fatal' && (
          <span className="cw-player__soft cw-number">
            {t('quality.weight', { weight: question.weight })}
          </span>
        )}
      </legend>
      <div className="cw-codes">
        {choices.map((value) => {
          const chosen = answer !== undefined && answer.value === value;
          return (
            <label key={String(value)} className="cw-code" data-chosen={chosen}>
              <input
                type="radio"
                className="cw-visually-hidden"
                name={name}
                checked={chosen}
                onChange={() => model.answer(id, { value })}
              />
              {word(value)}
            </label>
          );
        })}
      </div>
      <Remark id={id} open={open} model={model} player={player} />
    </fieldset>
  );
}

/** A comment takes the recording's time when its first letter is typed. */
function Remark({
  id,
  open,
  model,
  player,
}: PartProps & { readonly id: string; readonly player: InspectionFormProps['player'] }): ReactElement | null {
  const { t } = useCallweave();
  const { comment = '', atMs, value } = open.draft.answers[id] ?? {};
  if (!open.editable && comment === '') return null;
  return (
    <div className="cw-question__remark">
      {atMs !== undefined && (
        <button
          type="button"
          className="cw-marks__time cw-number"
          title={t('player.seekTo', { time: formatDuration(atMs) })}
          onClick={() => player?.seek(atMs)}
        >
          {formatDuration(atMs)}
        </button>
      )}
      {open.editable ? (
        <input
          className="cw-input"
          aria-label={t('quality.remark')}
          placeholder={t('quality.remark')}
          maxLength={2_000}
          // A comment alone is no answer.
          disabled={value === undefined}
          value={comment}
          data-testid={`remark-${id}`}
          onChange={(event) =>
            model.answer(id, {
              comment: event.target.value,
              ...(comment === '' && player ? { atMs: Math.round(player.positionMs) } : {}),
            })
          }
        />
      ) : (
        <span className="cw-marks__text">{comment}</span>
      )}
    </div>
  );
}

function Comment({ open, model }: PartProps): ReactElement | null {
  const { t } = useCallweave();
  const id = useId();
  const [editable, text] = [open.inspection.can.score, open.draft.comment];
  if (!editable && text === '') return null;
  return (
    <div className="cw-field">
      <label className="cw-field__label" htmlFor={id}>
        {t('quality.comment')}
      </label>
      <textarea
        id={id}
        className="cw-input cw-textarea"
        rows={2}
        maxLength={4_000}
        readOnly={!editable}
        value={text}
        data-testid="inspection-comment"
        onChange={(event) => model.comment(event.target.value)}
      />
    </div>
  );
}

function Actions({ open, model }: PartProps): ReactElement {
  const { t } = useCallweave();
  const { missing } = open.result;
  return (
    <div className="cw-filters__actions">
      <button
        type="button"
        className="cw-button cw-button--accent"
        disabled={!open.canSubmit || model.busy}
        data-testid="btn-submit-inspection"
        onClick={model.submit}
      >
        {t('quality.submit')}
      </button>
      <button
        type="button"
        className="cw-button"
        disabled={!open.changed || model.busy}
        data-testid="btn-save-inspection"
        onClick={model.save}
      >
        {t('quality.save')}
      </button>
      {missing.length > 0 && (
        <span className="cw-player__soft">{t('quality.missing', { count: missing.length })}</span>
      )}
    </div>
  );
}
