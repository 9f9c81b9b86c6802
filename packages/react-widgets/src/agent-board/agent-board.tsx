import type { ReactElement } from 'react';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { useMonitor } from '../queue-board/use-monitor.js';
import { useServerNow } from '../time/use-server-now.js';
import { agentGroups } from './agent-board.core.js';
import { AgentTile } from './agent-tile.js';

export interface AgentBoardProps {
  /** `none` (default): tiles keep their place whatever happens. `state`: one row of tiles per state. */
  readonly grouping?: 'none' | 'state';
}

/** All agents, live (SUP-3). */
export function AgentBoard({ grouping = 'none' }: AgentBoardProps): ReactElement {
  const { t } = useCallweave();
  const monitor = useMonitor();
  const now = useServerNow(useSessionState().clockOffsetMs);
  const queueNames = new Map(monitor?.queues.map((queue) => [queue.queueId as string, queue.name]));
  return (
    <section className="cw-board" aria-label={t('agents.label')}>
      {monitor === null && <p className="cw-board__hint">{t('agents.loading')}</p>}
      {monitor?.agents.length === 0 && <p className="cw-board__hint">{t('agents.empty')}</p>}
      {monitor !== null &&
        agentGroups(monitor.agents, grouping).map((group) => (
          <div key={group.key} className="cw-board__group">
            {group.key !== 'all' && (
              <h3 className="cw-board__group-name">{`${t(`state.${group.key}`)} · ${group.agents.length}`}</h3>
            )}
            <div className="cw-board__grid">
              {group.agents.map((agent) => (
                <AgentTile key={agent.agentId} agent={agent} now={now} queueNames={queueNames} />
              ))}
            </div>
          </div>
        ))}
    </section>
  );
}
