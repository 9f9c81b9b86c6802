import type { AgentSnapshot } from '@callweave/cti-core';
import { type ReactElement, useState } from 'react';
import { StateMark } from '../agent-bar/state-mark.js';
import { reasonWord } from '../i18n/i18n.js';
import { Icon } from '../icons.js';
import { type Point, Popover } from '../popover/popover.js';
import { ErrorNote } from '../problem/error-note.js';
import { useAttempt } from '../problem/use-attempt.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { ACTION_ICONS, actionKey, actionWord } from '../supervision/action-words.js';
import type { AgentAction } from '../supervision/agent-actions.core.js';
import { AgentMenu } from '../supervision/agent-menu.js';
import type { AgentActions } from '../supervision/use-agent-actions.js';
import { formatDuration } from '../time/duration.js';
import { RunningTime } from '../time/running-time.js';
import { useWallState } from '../wall/use-wall-state.js';
import type { AgentWallModel } from './use-agent-wall.js';

interface AgentPanelProps {
  readonly agent: AgentSnapshot;
  readonly wall: Pick<AgentWallModel, 'agents' | 'queueNames' | 'ringing'>;
  readonly actions: AgentActions;
  readonly onClose: (why: 'escape' | 'outside') => void;
}

/** One agent at length: his data, his figures of today, and what a supervisor may do. Stands beside the wall, which stays as it is. */
export function AgentPanel({ agent, wall, actions, onClose }: AgentPanelProps): ReactElement {
  const { t } = useCallweave();
  const word = agent.state === 'aux' ? reasonWord(t, agent.auxReason) : t(`state.${agent.state}`);
  return (
    <Popover
      className="cw-agent-panel"
      role="dialog"
      label={t('agents.panel', { name: agent.name })}
      testId="agent-panel"
      onClose={onClose}
    >
      <header className="cw-agent-panel__head">
        <h3 className="cw-agent-panel__name" data-autofocus="" tabIndex={-1}>
          {agent.name}
        </h3>
        <button
          type="button"
          className="cw-button cw-button--small cw-button--icon"
          title={`${t('action.close')} (Esc)`}
          aria-label={t('action.close')}
          onClick={() => onClose('escape')}
        >
          <Icon name="close" width={16} height={16} />
        </button>
      </header>
      <p className="cw-agent-panel__state cw-agent-colours" data-state={agent.state}>
        <StateMark state={agent.state} />
        {word}
        {agent.state !== 'logged-out' && <RunningTime since={agent.since} className="cw-agent__time" />}
      </p>
      <Facts agent={agent} wall={wall} />
      <h4 className="cw-agent-panel__title">{t('agents.todayTitle')}</h4>
      <Figures today={agent.today} />
      <Actions agent={agent} actions={actions} />
    </Popover>
  );
}

function Facts({ agent, wall }: Pick<AgentPanelProps, 'agent' | 'wall'>): ReactElement {
  const { t } = useCallweave();
  const supervisions = useWallState((state) => state.monitor?.supervisions);
  const { next, device } = agent;
  const offline = agent.state !== 'logged-out' && !agent.reachable;
  const nameOf = (id: string): string => wall.agents?.find(({ agentId }) => agentId === id)?.name ?? id;
  const supervisors = (supervisions ?? []).filter(({ agentId }) => agentId === agent.agentId);
  const facts: [string, string | null | undefined][] = [
    ['call', wholeCall(agent) ?? wall.ringing.get(agent.agentId)],
    ['next', next && (next.state === 'aux' ? reasonWord(t, next.reason) : t(`state.${next.state}`))],
    ['supervisedBy', supervisors.map(({ supervisorId }) => nameOf(supervisorId)).join(' · ')],
    ['extension', agent.extension],
    ['team', agent.team],
    [
      'device',
      device &&
        [t(`agents.device.${device}`), offline && t('agents.unreachable')].filter(Boolean).join(' · '),
    ],
    ['queues', agent.queueIds.map((id) => wall.queueNames.get(id) ?? id).join(' · ')],
  ];
  return (
    <dl className="cw-agent-panel__facts">
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{t(`agents.facts.${name}`)}</dt>
              <dd data-warn={name === 'device' && offline}>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** There is room for the number beside the name. */
function wholeCall({ call }: AgentSnapshot): string | undefined {
  if (call === undefined) return undefined;
  return [call.name, call.number, call.queueName].filter(Boolean).join(' · ');
}

function Figures({ today }: Pick<AgentSnapshot, 'today'>): ReactElement {
  const { t } = useCallweave();
  const figures: [string, string][] = [
    ['calls', String(today.calls)],
    ['talk', formatDuration(today.talkMs)],
    ['average', today.calls === 0 ? '–' : formatDuration(today.talkMs / today.calls)],
    ['missed', String(today.missed)],
    ...(today.contacts === undefined ? [] : [['contacts', String(today.contacts)] as [string, string]]),
  ];
  return (
    <dl className="cw-agent-panel__figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`agents.figures.${name}`)}</dt>
          <dd className="cw-number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actions({ agent, actions }: Pick<AgentPanelProps, 'agent' | 'actions'>): ReactElement | null {
  const { t } = useCallweave();
  const { attempt, error, dismissError } = useAttempt();
  const [asked, setAsked] = useState<{ readonly action: AgentAction; readonly at: Point } | null>(null);
  const offered = actions.actionsFor(agent);
  if (offered.length === 0) return null;
  return (
    <>
      <h4 className="cw-agent-panel__title">{t('agents.actions')}</h4>
      <div className="cw-agent-panel__actions">
        {offered.map((action) => (
          <button
            key={actionKey(action)}
            type="button"
            className="cw-button cw-button--small"
            data-danger={action.danger}
            data-testid={`agent-panel-${actionKey(action)}`}
            aria-pressed={action.checked}
            onClick={({ currentTarget }) => {
              const { left, bottom } = currentTarget.getBoundingClientRect();
              if (action.danger) setAsked({ action, at: { x: left, y: bottom + 4 } });
              else void attempt(actions.act(agent, action));
            }}
          >
            <Icon name={ACTION_ICONS[action.name]} width={16} height={16} />
            <span>
              {actionWord(t, action)}
              {action.afterCall && <span className="cw-agent-panel__hint">{t('supervise.afterCall')}</span>}
            </span>
          </button>
        ))}
      </div>
      <ErrorNote error={error} onDismiss={dismissError} />
      {asked !== null && (
        <AgentMenu
          agent={agent}
          at={asked.at}
          actions={actions}
          asked={asked.action}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
