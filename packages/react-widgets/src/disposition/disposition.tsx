import { type ReactElement, useId } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { ErrorNote, errorText } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { type DispositionCodes, LONGEST_NOTE } from './disposition.core.js';
import { TagField } from './tag-field.js';
import { type Disposition as Model, useDisposition } from './use-disposition.js';

export interface DispositionProps {
  /** The codes that the call's queue offers; none hides that part. */
  readonly codes?: DispositionCodes;
  /** Tags offered while one types. */
  readonly tagSuggestions?: readonly string[];
}

const NONE: DispositionCodes = [];

/** How the call ended for the business, its tags and notes; in the call and in after-call work (AGT-2). */
export function Disposition({ codes = NONE, tagSuggestions = [] }: DispositionProps): ReactElement {
  const { t } = useCallweave();
  const model = useDisposition(codes);
  const { call } = model;
  return (
    <section className="cw-disposition" aria-label={t('disposition.label')} data-testid="disposition">
      <h3 className="cw-disposition__title">{t('disposition.label')}</h3>
      {model.leftBehind.map((draft) => (
        <div key={draft.callId} className="cw-note" role="alert" data-testid="left-behind">
          <span className="cw-note__text">
            <strong>{t('disposition.leftBehind', { who: draft.who })}</strong>{' '}
            {draft.error !== null && errorText(draft.error, t)}
            <q className="cw-disposition__left">{draft.text}</q>
          </span>
          <button type="button" className="cw-button cw-button--small" onClick={() => model.retry(draft)}>
            {t('problem.retry')}
          </button>
          <button type="button" className="cw-button cw-button--small" onClick={() => model.discard(draft)}>
            {t('action.discard')}
          </button>
        </div>
      ))}
      {call === null || (!model.canAnnotate && model.draft === '') ? (
        <p className="cw-disposition__empty">{t('disposition.empty')}</p>
      ) : (
        <>
          {model.codes.length > 0 && <Codes model={model} />}
          <TagField
            key={call.callId}
            tags={model.tags}
            suggestions={tagSuggestions}
            onAdd={model.addTag}
            onRemove={model.removeTag}
          />
          <Notes model={model} />
        </>
      )}
      <ErrorNote error={model.error} onDismiss={model.dismissError} />
    </section>
  );
}

function Codes({ model }: { readonly model: Model }): ReactElement {
  const { t } = useCallweave();
  const name = useId();
  return (
    <fieldset className="cw-codes">
      <legend className="cw-field__label">{t('disposition.code')}</legend>
      {model.codes.map(({ code, name: word }) => (
        <label key={code} className="cw-code" data-chosen={model.chosen === code}>
          <input
            type="radio"
            className="cw-visually-hidden"
            name={name}
            checked={model.chosen === code}
            data-testid={`code-${code}`}
            onChange={() => model.choose(code)}
            // A second click takes it back.
            onClick={() => model.chosen === code && model.choose(null)}
          />
          {word}
        </label>
      ))}
    </fieldset>
  );
}

function Notes({ model }: { readonly model: Model }): ReactElement {
  const { t, locale } = useCallweave();
  const { nameOf } = useDirectory('off');
  const id = useId();
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  return (
    <div className="cw-field">
      <label className="cw-field__label" htmlFor={id}>
        {t('disposition.note')}
      </label>
      {model.notes.length > 0 && (
        <ul className="cw-disposition__notes">
          {model.notes.map((note) => (
            <li key={`${note.at}-${note.text}`}>
              <span className="cw-disposition__by cw-number">
                {`${time.format(note.at)} ${nameOf(note.agentId)}`}
              </span>
              {note.text}
            </li>
          ))}
        </ul>
      )}
      <textarea
        id={id}
        className="cw-input cw-textarea"
        rows={3}
        maxLength={LONGEST_NOTE}
        placeholder={t('disposition.noteHint')}
        value={model.draft}
        data-testid="note"
        onChange={(event) => model.write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          model.saveNote();
        }}
      />
      <button
        type="button"
        className="cw-button cw-button--small cw-disposition__save"
        disabled={model.draft.trim() === '' || model.saving}
        title={`${t('disposition.saveNote')} (Ctrl+Enter)`}
        data-testid="btn-save-note"
        onClick={model.saveNote}
      >
        {t('disposition.saveNote')}
      </button>
    </div>
  );
}
