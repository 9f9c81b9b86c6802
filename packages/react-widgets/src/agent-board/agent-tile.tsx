import type { AgentSnapshot } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { StateMark } from '../agent-bar/state-mark.js';
import { reasonWord } from '../i18n/i18n.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { agentHeat } from './agent-board.core.js';

export interface AgentTileProps {
  readonly agent: AgentSnapshot;
  /** The server's time, epoch milliseconds. */
  readonly now: number;
  readonly queueNames: ReadonlyMap<string, string>;
}

/** One agent: who, where, in which state and since when (SUP-3). */
export function AgentTile({ agent, now, queueNames }: AgentTileProps): ReactElement {
  const { t } = useCallweave();
  const word = agent.state === 'aux' ? reasonWord(t, agent.auxReason) : t(`state.${agent.state}`);
  const queues = agent.queueIds.map((id) => queueNames.get(id) ?? id).join(' · ');
  const offline = agent.state !== 'logged-out' && !agent.reachable;
  return (
    <article
      className="cw-agent"
      data-state={agent.state}
      data-heat={agentHeat(agent, now)}
      data-testid="agent-tile"
      data-agent={agent.agentId}
      aria-label={`${agent.name}, ${word}`}
    >
      <header className="cw-agent__head">
        <span className="cw-agent__name">{agent.name}</span>
        <span className="cw-agent__extension cw-number">
          {agent.extension === null
            ? t('agents.noExtension')
            : t('agents.extension', { extension: agent.extension })}
        </span>
      </header>
      <p className="cw-agent__state">
        <StateMark state={agent.state} />
        <span>{word}</span>
        {agent.state !== 'logged-out' && (
          <span className="cw-agent__time cw-number">{formatDuration(now - agent.since)}</span>
        )}
      </p>
      <footer className="cw-agent__foot">
        <span className="cw-agent__queues">{queues}</span>
        <span className="cw-number">
          {offline ? (
            <em className="cw-agent__offline">{t('agents.unreachable')}</em>
          ) : (
            t('agents.today', { calls: agent.today.calls })
          )}
        </span>
      </footer>
    </article>
  );
}
