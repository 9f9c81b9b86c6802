import { type ReactElement, useId } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';
import { SectionFields } from './section-fields.js';
import { type SheetDraft, withSection } from './sheet-draft.core.js';
import { newId, type ScoreSheetsModel } from './use-score-sheets.js';

interface SheetEditorProps {
  readonly model: ScoreSheetsModel;
  readonly draft: SheetDraft;
}

/** One sheet as a form; saved, it is a new version. */
export function SheetEditor({ model, draft }: SheetEditorProps): ReactElement {
  const { t } = useCallweave();
  const id = useId();
  const { problems, change } = model;
  const wrong = Object.keys(problems).length > 0;
  return (
    <form
      className="cw-editor__form"
      data-testid="sheet-editor"
      onSubmit={(event) => {
        event.preventDefault();
        model.save();
      }}
    >
      <div className="cw-editor__row">
        <div className="cw-field cw-editor__wide">
          <label className="cw-field__label" htmlFor={`${id}-name`}>
            {t('sheets.name')}
          </label>
          <input
            id={`${id}-name`}
            className="cw-input"
            maxLength={500}
            value={draft.name}
            aria-invalid={problems.name !== undefined}
            data-testid="sheet-name"
            onChange={(event) => change({ ...draft, name: event.target.value })}
          />
        </div>
        <div className="cw-field cw-editor__number">
          <label className="cw-field__label" htmlFor={`${id}-mark`}>
            {t('sheets.passMark')}
          </label>
          <input
            id={`${id}-mark`}
            className="cw-input cw-number"
            inputMode="decimal"
            value={draft.passMark}
            aria-invalid={problems.passMark !== undefined}
            data-testid="sheet-pass-mark"
            onChange={(event) => change({ ...draft, passMark: event.target.value })}
          />
        </div>
      </div>
      {draft.sections.map((section, at) => (
        <SectionFields key={section.key} model={model} draft={draft} section={section} at={at} />
      ))}
      <button
        type="button"
        className="cw-button cw-button--small cw-editor__add"
        data-testid="btn-add-section"
        onClick={() => change(withSection(draft, newId))}
      >
        {t('sheets.addSection')}
      </button>
      <div className="cw-editor__foot">
        <output className="cw-editor__state" data-wrong={wrong}>
          {wrong
            ? t(`sheets.problem.${problems.sections ?? Object.values(problems)[0]}`)
            : model.savedVersion !== null
              ? t('sheets.saved', { version: model.savedVersion })
              : draft.version > 0 && model.dirty
                ? t('sheets.newVersion', { version: draft.version + 1 })
                : ''}
        </output>
        <button type="button" className="cw-button" data-testid="btn-close-sheet" onClick={model.close}>
          {t(model.dirty ? 'action.discard' : 'action.close')}
        </button>
        <button
          type="submit"
          className="cw-button cw-button--accent"
          disabled={model.saving || !model.dirty}
          data-testid="btn-save-sheet"
        >
          {t('quality.save')}
        </button>
      </div>
    </form>
  );
}
