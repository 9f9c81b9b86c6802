import type { AgentSnapshot } from '@callweave/cti-core';
import type { ReactElement } from 'react';
import { reasonWord } from '../i18n/i18n.js';
import { Icon } from '../icons.js';
import { Menu } from '../menu/menu.js';
import type { MenuItem } from '../menu/menu-items.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatDuration } from '../time/duration.js';
import { StateMark } from './state-mark.js';
import type { AgentBar } from './use-agent-bar.js';

interface StateMenuProps {
  readonly bar: AgentBar;
  readonly agent: AgentSnapshot;
  readonly auxReasons: readonly string[];
  readonly now: number;
}

/** The agent's state with its running time; opened, it changes the state, or during a call what comes after it. */
export function StateMenu({ bar, agent, auxReasons, now }: StateMenuProps): ReactElement {
  const { t } = useCallweave();
  const word = agent.state === 'aux' ? reasonWord(t, agent.auxReason) : t(`state.${agent.state}`);
  const endsIn = agent.wrapUpEndsAt === null ? null : agent.wrapUpEndsAt - now;
  const time = formatDuration(now - agent.since);
  return (
    <Menu
      className="cw-state"
      testId="agent-state-menu"
      label={t('bar.stateMenu')}
      disabled={agent.state === 'logged-out'}
      items={agent.can.setNext ? nextItems(bar, agent, auxReasons, t) : stateItems(bar, agent, auxReasons, t)}
      button={
        <>
          <StateMark state={agent.state} />
          <span
            className="cw-state__word"
            data-testid="agent-state"
            data-state={agent.state}
            data-reason={agent.auxReason ?? ''}
          >
            {word}
          </span>
          <span className="cw-state__time cw-number">
            {endsIn === null
              ? time
              : t(agent.wrapUpForced ? 'bar.endsForced' : 'bar.endsIn', { time: formatDuration(endsIn) })}
          </span>
          <Icon name="chevron" className="cw-state__chevron" />
        </>
      }
    />
  );
}

type Translate = ReturnType<typeof useCallweave>['t'];

function stateItems(
  bar: AgentBar,
  agent: AgentSnapshot,
  auxReasons: readonly string[],
  t: Translate,
): MenuItem[] {
  return [
    {
      key: 'ready',
      label: t('action.ready'),
      icon: <StateMark state="ready" />,
      checked: agent.state === 'ready',
      disabled: !agent.can.setReady,
      onSelect: () => bar.act('ready'),
    },
    ...auxReasons.map((reason) => ({
      key: `aux-${reason}`,
      label: reasonWord(t, reason),
      icon: <StateMark state="aux" />,
      checked: agent.state === 'aux' && agent.auxReason === reason,
      disabled: !agent.can.setAux,
      onSelect: () => bar.setAux(reason),
    })),
    {
      key: 'log-out',
      label: t('action.logOut'),
      icon: <StateMark state="logged-out" />,
      disabled: !agent.can.logOut,
      separatorBefore: true,
      onSelect: bar.logOut,
    },
  ];
}

function nextItems(
  bar: AgentBar,
  agent: AgentSnapshot,
  auxReasons: readonly string[],
  t: Translate,
): MenuItem[] {
  const { next } = agent;
  const then = (label: string): string => t('bar.nextIs', { next: label });
  return [
    { key: 'next-none', label: t('bar.nextNone'), checked: next === null, onSelect: () => bar.setNext(null) },
    {
      key: 'next-ready',
      label: then(t('state.ready')),
      icon: <StateMark state="ready" />,
      checked: next?.state === 'ready',
      onSelect: () => bar.setNext({ state: 'ready' }),
    },
    ...auxReasons.map((reason) => ({
      key: `next-aux-${reason}`,
      label: then(reasonWord(t, reason)),
      icon: <StateMark state="aux" />,
      checked: next?.state === 'aux' && next.reason === reason,
      onSelect: () => bar.setNext({ state: 'aux', reason }),
    })),
    {
      key: 'next-log-out',
      label: then(t('state.logged-out')),
      icon: <StateMark state="logged-out" />,
      checked: next?.state === 'logged-out',
      separatorBefore: true,
      onSelect: () => bar.setNext({ state: 'logged-out' }),
    },
  ];
}
