import { type ReactElement, useRef, useState } from 'react';
import type { Point } from '../popover/popover.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { mayOversee } from '../supervision/agent-actions.core.js';
import { AgentMenu } from '../supervision/agent-menu.js';
import { useAgentActions } from '../supervision/use-agent-actions.js';
import { useWallState } from '../wall/use-wall-state.js';
import { AgentGrid, type AgentGridHandle } from './agent-grid.js';
import { AgentPanel } from './agent-panel.js';
import type { AgentDensity } from './agent-rows.core.js';
import { AgentToolbar } from './agent-toolbar.js';
import { type AgentGrouping, type AgentThresholds, DEFAULT_AGENT_THRESHOLDS } from './agent-wall.core.js';
import { useAgentWall } from './use-agent-wall.js';

export interface AgentWallProps {
  /** How tiles stand together at first; the user may change it. Default `none`. */
  readonly initialGrouping?: AgentGrouping;
  /** Default `auto`: as roomy as everybody fits without scrolling. */
  readonly density?: AgentDensity | 'auto';
  /** After how long a state turns warm, in milliseconds. */
  readonly thresholds?: AgentThresholds;
  /** Pauses that a supervisor may order; default break, meeting, training. */
  readonly auxReasons?: readonly string[];
  /** Search, counts by state and grouping above the tiles; default true. */
  readonly toolbar?: boolean;
}

/**
 * All agents, live (SUP-3): one tile each, of which none moves because of a state. Click or Enter opens an agent's figures;
 * right click, Shift+F10 and a long press open what a supervisor may do about him (SUP-4). At most `--cw-wall-height` high.
 */
export function AgentWall({
  initialGrouping = 'none',
  density = 'auto',
  thresholds = DEFAULT_AGENT_THRESHOLDS,
  auxReasons,
  toolbar = true,
}: AgentWallProps): ReactElement {
  const { t } = useCallweave();
  const wall = useAgentWall(initialGrouping);
  const role = useWallState((state) => state.role);
  const self = useWallState((state) => state.agent);
  const actions = useAgentActions(auxReasons);
  const grid = useRef<AgentGridHandle>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ readonly agentId: string; readonly at: Point } | null>(null);
  const find = (agentId: string | undefined) => wall.agents?.find((agent) => agent.agentId === agentId);
  const oversees = (agentId: string): boolean => {
    const agent = find(agentId);
    return agent !== undefined && mayOversee({ role, agent: self, supervision: null }, agent);
  };
  const menuAgent = find(menu?.agentId);
  const openedAgent = find(opened ?? undefined);
  return (
    <section className="cw-agent-wall" aria-label={t('agents.label')}>
      {wall.agents === null && <p className="cw-board__hint">{t('agents.loading')}</p>}
      {wall.agents?.length === 0 && <p className="cw-board__hint">{t('agents.empty')}</p>}
      {wall.agents !== null && wall.agents.length > 0 && (
        <>
          {toolbar && <AgentToolbar wall={wall} total={wall.agents.length} />}
          {wall.shown === 0 ? (
            <p className="cw-board__hint">
              {t('agents.noneFits')}{' '}
              <button type="button" className="cw-button cw-button--small" onClick={wall.clearFilter}>
                {t('agents.clearFilter')}
              </button>
            </p>
          ) : (
            <AgentGrid
              handle={grid}
              wall={wall}
              density={density}
              thresholds={thresholds}
              onOpen={setOpened}
              onMenu={(agentId, at) => {
                if (!oversees(agentId)) return false;
                setMenu({ agentId, at });
                return true;
              }}
            />
          )}
        </>
      )}
      {openedAgent && (
        <AgentPanel
          agent={openedAgent}
          wall={wall}
          actions={actions}
          onClose={(why) => {
            setOpened(null);
            if (why === 'escape') grid.current?.focus(openedAgent.agentId);
          }}
        />
      )}
      {menu !== null && menuAgent && (
        <AgentMenu
          key={`${menu.agentId} ${menu.at.x} ${menu.at.y}`}
          agent={menuAgent}
          at={menu.at}
          actions={actions}
          onClose={(why) => {
            setMenu(null);
            if (why !== 'outside') grid.current?.focus(menu.agentId);
          }}
        />
      )}
    </section>
  );
}
