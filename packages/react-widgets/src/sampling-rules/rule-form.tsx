import { type ReactElement, type ReactNode, useId, useState } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { DIRECTIONS, type RuleDraft, toggled } from './rule-draft.core.js';
import type { SamplingRulesModel } from './use-sampling-rules.js';

interface RuleFormProps {
  readonly model: SamplingRulesModel;
  readonly draft: RuleDraft;
}

type TextField = 'name' | 'perAgentPerWeek' | 'agents' | 'dispositions' | 'minSeconds' | 'maxSeconds';

/** One rule as a form. */
export function RuleForm({ model, draft }: RuleFormProps): ReactElement {
  const { t } = useCallweave();
  const { directory } = useDirectory('once');
  const id = useId();
  const { problems, change } = model;
  const text = (field: TextField, width: 'wide' | 'number', hint?: string): ReactElement => (
    <div className={`cw-field cw-editor__${width}`}>
      <label className="cw-field__label" htmlFor={`${id}-${field}`}>
        {t(`rules.field.${field}`)}
      </label>
      <input
        id={`${id}-${field}`}
        className="cw-input"
        inputMode={width === 'number' ? 'decimal' : undefined}
        placeholder={hint}
        maxLength={500}
        value={draft[field]}
        aria-invalid={problems[field] !== undefined}
        data-testid={`rule-${field}`}
        onChange={(event) => change({ ...draft, [field]: event.target.value })}
      />
    </div>
  );
  const known = directory?.queues ?? [];
  const queues = [
    ...known,
    ...draft.queues
      .filter((queueId) => !known.some((queue) => queue.queueId === queueId))
      .map((queueId) => ({ queueId, name: queueId })),
  ];
  return (
    <form
      className="cw-editor__form"
      data-testid="rule-form"
      onSubmit={(event) => {
        event.preventDefault();
        model.save();
      }}
    >
      <div className="cw-editor__row">
        {text('name', 'wide')}
        <div className="cw-field cw-editor__wide">
          <label className="cw-field__label" htmlFor={`${id}-sheet`}>
            {t('rules.field.sheetId')}
          </label>
          <select
            id={`${id}-sheet`}
            className="cw-select"
            value={draft.sheetId}
            aria-invalid={problems.sheetId !== undefined}
            data-testid="rule-sheet"
            onChange={(event) => change({ ...draft, sheetId: event.target.value })}
          >
            {model.sheets.map((sheet) => (
              <option key={sheet.sheetId} value={sheet.sheetId}>
                {sheet.name}
              </option>
            ))}
          </select>
        </div>
        {text('perAgentPerWeek', 'number')}
      </div>
      <Choices title={t('rules.field.queues')}>
        {queues.map(({ queueId, name }) => (
          <Choice
            key={queueId}
            chosen={draft.queues.includes(queueId)}
            onToggle={() => change({ ...draft, queues: toggled(draft.queues, queueId as string) })}
          >
            {name}
          </Choice>
        ))}
      </Choices>
      <Choices title={t('rules.field.directions')}>
        {DIRECTIONS.map((direction) => (
          <Choice
            key={direction}
            chosen={draft.directions.includes(direction)}
            onToggle={() => change({ ...draft, directions: toggled(draft.directions, direction) })}
          >
            {t(`recordings.direction.${direction}`)}
          </Choice>
        ))}
      </Choices>
      <div className="cw-editor__row">
        {text('agents', 'wide', t('rules.allAgents'))}
        {text('dispositions', 'wide', t('recordings.any'))}
        {text('minSeconds', 'number')}
        {text('maxSeconds', 'number')}
      </div>
      <label className="cw-editor__check">
        <input
          type="checkbox"
          checked={draft.active}
          data-testid="rule-active"
          onChange={(event) => change({ ...draft, active: event.target.checked })}
        />
        {t('rules.active')}
      </label>
      <Foot model={model} draft={draft} />
    </form>
  );
}

function Foot({ model, draft }: RuleFormProps): ReactElement {
  const { t } = useCallweave();
  const { problems, done, busy, dirty } = model;
  const [problem] = Object.values(problems);
  /** The first press asks, the second does it. */
  const [sure, setSure] = useState(false);
  const said =
    done === 'saved' ? t('rules.saved') : done === null ? '' : t('rules.drawn', { count: done.drawn });
  return (
    <div className="cw-editor__foot">
      {!draft.isNew && (
        <>
          <button
            type="button"
            className={sure ? 'cw-button cw-button--danger' : 'cw-button'}
            disabled={busy}
            data-testid="btn-remove-rule"
            onClick={() => (sure ? model.remove() : setSure(true))}
            onBlur={() => setSure(false)}
          >
            {t(sure ? 'rules.removeSure' : 'rules.remove')}
          </button>
          <button
            type="button"
            className="cw-button"
            disabled={busy || dirty}
            title={t('rules.drawHint')}
            data-testid="btn-draw"
            onClick={model.draw}
          >
            {t('rules.draw')}
          </button>
        </>
      )}
      <output className="cw-editor__state" data-wrong={problem !== undefined}>
        {problem === undefined ? said : t(`rules.problem.${problem}`)}
      </output>
      <button type="button" className="cw-button" data-testid="btn-close-rule" onClick={model.close}>
        {t(dirty ? 'action.discard' : 'action.close')}
      </button>
      <button
        type="submit"
        className="cw-button cw-button--accent"
        disabled={busy || !dirty}
        data-testid="btn-save-rule"
      >
        {t('quality.save')}
      </button>
    </div>
  );
}

function Choices({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <fieldset className="cw-codes">
      <legend className="cw-field__label">{title}</legend>
      {children}
    </fieldset>
  );
}

function Choice({
  chosen,
  onToggle,
  children,
}: {
  readonly chosen: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <label className="cw-code" data-chosen={chosen}>
      <input type="checkbox" className="cw-visually-hidden" checked={chosen} onChange={onToggle} />
      {children}
    </label>
  );
}
