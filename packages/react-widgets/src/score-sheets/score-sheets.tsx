import type { ReactElement } from 'react';
import { RetryNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { SheetEditor } from './sheet-editor.js';
import { type ScoreSheetsModel, useScoreSheets } from './use-score-sheets.js';

/** Score sheets of quality inspection: their list, a new one, and a new version of one (REC-4). For team leaders. */
export function ScoreSheets(): ReactElement {
  const { t } = useCallweave();
  const model = useScoreSheets();
  const { draft, error } = model;
  return (
    <section className="cw-editor" aria-label={t('sheets.label')} data-testid="score-sheets">
      <List model={model} />
      {draft === null ? (
        <p className="cw-board__hint">{t('sheets.choose')}</p>
      ) : (
        <SheetEditor key={draft.sheetId} model={model} draft={draft} />
      )}
      <RetryNote error={error} onRetry={draft === null ? model.refresh : model.save} />
    </section>
  );
}

function List({ model }: { readonly model: ScoreSheetsModel }): ReactElement {
  const { t } = useCallweave();
  const { sheets, draft, dirty } = model;
  return (
    <div className="cw-editor__list">
      <div className="cw-editor__head">
        <h3 className="cw-editor__title">{t('sheets.label')}</h3>
        <button
          type="button"
          className="cw-button cw-button--small"
          disabled={dirty}
          data-testid="btn-new-sheet"
          onClick={model.begin}
        >
          {t('sheets.new')}
        </button>
      </div>
      {sheets === null && model.error === null && <p className="cw-board__hint">{t('sheets.loading')}</p>}
      {sheets?.length === 0 && <p className="cw-board__hint">{t('sheets.empty')}</p>}
      <ul className="cw-editor__items">
        {(sheets ?? []).map(({ sheetId, name, version, passMark }) => (
          <li key={sheetId}>
            <button
              type="button"
              className="cw-editor__item"
              aria-current={draft?.sheetId === sheetId ? 'true' : undefined}
              // What is typed is neither lost nor saved unasked.
              disabled={dirty && draft?.sheetId !== sheetId}
              data-testid="sheet-row"
              onClick={() => draft?.sheetId !== sheetId && model.open(sheetId)}
            >
              <span className="cw-editor__name">{name}</span>
              <span className="cw-editor__fact cw-number">{t('sheets.facts', { version, passMark })}</span>
            </button>
          </li>
        ))}
      </ul>
      {dirty && <p className="cw-editor__hint">{t('sheets.saveFirst')}</p>}
    </div>
  );
}
