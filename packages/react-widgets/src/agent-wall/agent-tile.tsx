import type { AgentSnapshot, SupervisionMode } from '@callweave/cti-core';
import { memo } from 'react';
import { StateMark } from '../agent-bar/state-mark.js';
import { reasonWord } from '../i18n/i18n.js';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { RunningTime } from '../time/running-time.js';
import { useServerTime } from '../time/use-server-now.js';
import type { AgentDensity } from './agent-rows.core.js';
import { type AgentThresholds, agentHeat, callLine } from './agent-wall.core.js';

export interface AgentTileProps {
  readonly agent: AgentSnapshot;
  readonly queueNames: ReadonlyMap<string, string>;
  readonly density?: AgentDensity;
  readonly thresholds?: AgentThresholds;
  /** Who calls, and which queue, while his phone rings. */
  readonly ringing?: string | undefined;
  /** A supervisor is on his call. */
  readonly supervised?: SupervisionMode | undefined;
  /** One tile of a wall is in the tab order. */
  readonly tabIndex?: 0 | -1;
}

/** One agent: who, where, in which state and since when (SUP-3). Re-renders only for him: the timer runs by itself. */
export const AgentTile = /* @__PURE__ */ memo(function AgentTile({
  agent,
  queueNames,
  density = 'comfortable',
  thresholds,
  ringing,
  supervised,
  tabIndex = -1,
}: AgentTileProps) {
  const { t } = useCallweave();
  const heat = useServerTime((now) => agentHeat(agent, now, thresholds));
  const { state, name, extension } = agent;
  const word = state === 'aux' ? reasonWord(t, agent.auxReason) : t(`state.${state}`);
  const offline = state !== 'logged-out' && !agent.reachable;
  const line = callLine(agent) ?? ringing ?? agent.queueIds.map((id) => queueNames.get(id) ?? id).join(' · ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot be virtual; the grid has the roles of one
    <div
      role="gridcell"
      className="cw-agent"
      tabIndex={tabIndex}
      data-state={state}
      data-heat={heat}
      data-density={density}
      data-testid="agent-tile"
      data-agent={agent.agentId}
      title={density === 'compact' ? [name, line].filter(Boolean).join(' · ') : name}
    >
      <span className="cw-agent__head">
        <span className="cw-agent__name">{name}</span>
        {supervised && <Icon name="headset" className="cw-agent__supervised" width="1em" height="1em" />}
        {offline && density === 'compact' && (
          <>
            <Icon name="warning" className="cw-agent__offline" width="1em" height="1em" />
            <span className="cw-visually-hidden">{t('agents.unreachable')}</span>
          </>
        )}
        <span className="cw-agent__extension cw-number">{extension ?? ''}</span>
      </span>
      <span className="cw-agent__state">
        <StateMark state={state} />
        <span className="cw-agent__word">{word}</span>
        {state !== 'logged-out' && <RunningTime since={agent.since} className="cw-agent__time" />}
      </span>
      {density === 'comfortable' && (
        <span className="cw-agent__foot">
          <span className="cw-agent__queues">{line}</span>
          {offline ? (
            <span className="cw-agent__offline">{t('agents.unreachable')}</span>
          ) : (
            <span className="cw-number">{t('agents.today', { calls: agent.today.calls })}</span>
          )}
        </span>
      )}
    </div>
  );
});
