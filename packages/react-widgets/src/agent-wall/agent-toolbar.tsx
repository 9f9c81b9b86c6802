import type { ReactElement } from 'react';
import { StateMark } from '../agent-bar/state-mark.js';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { type AgentGrouping, STATES } from './agent-wall.core.js';
import type { AgentWallModel } from './use-agent-wall.js';

const GROUPINGS: readonly AgentGrouping[] = ['none', 'team', 'state'];

interface AgentToolbarProps {
  readonly wall: AgentWallModel;
  readonly total: number;
}

/** Search, how many are in which state (a press shows them alone), and how tiles stand together. */
export function AgentToolbar({ wall, total }: AgentToolbarProps): ReactElement {
  const { t } = useCallweave();
  const { filter, counts } = wall;
  const filtered = filter.text !== '' || filter.states.length > 0;
  return (
    <search className="cw-wall-tools">
      <label className="cw-wall-tools__search">
        <span className="cw-visually-hidden">{t('agents.search')}</span>
        <Icon name="search" width={16} height={16} />
        <input
          type="search"
          className="cw-input"
          placeholder={t('agents.searchHint')}
          value={filter.text}
          data-testid="agent-search"
          onChange={(event) => wall.setText(event.target.value)}
        />
      </label>
      <fieldset className="cw-wall-tools__states">
        <legend className="cw-visually-hidden">{t('agents.byState')}</legend>
        {STATES.filter((state) => counts[state] > 0 || filter.states.includes(state)).map((state) => (
          <button
            key={state}
            type="button"
            className="cw-chip"
            data-state={state}
            aria-pressed={filter.states.includes(state)}
            data-testid={`agent-state-${state}`}
            onClick={() => wall.toggleState(state)}
          >
            <StateMark state={state} />
            {t(`state.${state}`)}
            <span className="cw-chip__count cw-number">{counts[state]}</span>
          </button>
        ))}
      </fieldset>
      <output className="cw-wall-tools__shown cw-number">
        {filtered ? t('agents.shown', { shown: wall.shown, total }) : t('agents.total', { total })}
      </output>
      <select
        className="cw-select cw-wall-tools__grouping"
        aria-label={t('agents.grouping')}
        value={wall.grouping}
        data-testid="agent-grouping"
        onChange={(event) => wall.setGrouping(event.target.value as AgentGrouping)}
      >
        {GROUPINGS.map((grouping) => (
          <option key={grouping} value={grouping}>
            {t(`agents.groupBy.${grouping}`)}
          </option>
        ))}
      </select>
    </search>
  );
}
