import type { ReactElement } from 'react';
import { RetryNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { RuleForm } from './rule-form.js';
import { type SamplingRulesModel, useSamplingRules } from './use-sampling-rules.js';

/** Rules by which recordings are drawn for inspection: their list, a new one, a change, a draw (REC-4). For team leaders. */
export function SamplingRules(): ReactElement {
  const { t } = useCallweave();
  const model = useSamplingRules();
  const { draft, error } = model;
  return (
    <section className="cw-editor" aria-label={t('rules.label')} data-testid="sampling-rules">
      <List model={model} />
      {draft === null ? (
        <p className="cw-board__hint">{t('rules.choose')}</p>
      ) : (
        <RuleForm key={draft.ruleId} model={model} draft={draft} />
      )}
      <RetryNote error={error} onRetry={draft === null ? model.refresh : model.save} />
    </section>
  );
}

function List({ model }: { readonly model: SamplingRulesModel }): ReactElement {
  const { t } = useCallweave();
  const { rules, sheets, draft, dirty } = model;
  return (
    <div className="cw-editor__list">
      <div className="cw-editor__head">
        <h3 className="cw-editor__title">{t('rules.label')}</h3>
        <button
          type="button"
          className="cw-button cw-button--small"
          disabled={dirty || sheets.length === 0}
          title={sheets.length === 0 ? t('rules.sheetFirst') : undefined}
          data-testid="btn-new-rule"
          onClick={model.begin}
        >
          {t('rules.new')}
        </button>
      </div>
      {rules === null && model.error === null && <p className="cw-board__hint">{t('rules.loading')}</p>}
      {rules?.length === 0 && (
        <p className="cw-board__hint">{t(sheets.length === 0 ? 'rules.sheetFirst' : 'rules.empty')}</p>
      )}
      <ul className="cw-editor__items">
        {(rules ?? []).map(({ ruleId, name, active, perAgentPerWeek }) => (
          <li key={ruleId}>
            <button
              type="button"
              className="cw-editor__item"
              aria-current={draft?.ruleId === ruleId ? 'true' : undefined}
              disabled={dirty && draft?.ruleId !== ruleId}
              data-testid="rule-row"
              onClick={() => draft?.ruleId !== ruleId && model.open(ruleId)}
            >
              <span className="cw-editor__name">{name}</span>
              <span className="cw-editor__fact cw-number">
                {t(active ? 'rules.facts' : 'rules.factsOff', { count: perAgentPerWeek })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {dirty && <p className="cw-editor__hint">{t('sheets.saveFirst')}</p>}
    </div>
  );
}
