import type { AgentSnapshot, CallweaveError } from '@callweave/cti-core';
import { type ReactElement, useRef, useState } from 'react';
import { Icon } from '../icons.js';
import { type MenuItem, MenuItems, moveInMenu } from '../menu/menu-items.js';
import { type Point, Popover } from '../popover/popover.js';
import { ErrorNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { ACTION_ICONS, actionKey, actionWord } from './action-words.js';
import type { AgentAction } from './agent-actions.core.js';
import { ConfirmAction } from './confirm-action.js';
import type { AgentActions } from './use-agent-actions.js';

interface AgentMenuProps {
  readonly agent: AgentSnapshot;
  readonly at: Point;
  readonly actions: AgentActions;
  /** To begin with this one, which is asked once more: the menu itself is left out. */
  readonly asked?: AgentAction;
  readonly onClose: (why: 'escape' | 'outside' | 'done') => void;
}

type Stage =
  | { readonly is: 'menu' }
  | { readonly is: 'confirm'; readonly action: AgentAction }
  | { readonly is: 'doing'; readonly action: AgentAction }
  | { readonly is: 'failed'; readonly error: CallweaveError };

/** What may be done about an agent, where the hand is; the dangerous ask once more there, and refusals are said there. */
export function AgentMenu({ agent, at, actions, asked, onClose }: AgentMenuProps): ReactElement {
  const { t } = useCallweave();
  const [stage, setStage] = useState<Stage>(
    asked === undefined ? { is: 'menu' } : { is: 'confirm', action: asked },
  );
  const list = useRef<HTMLDivElement>(null);
  const run = (action: AgentAction): void => {
    setStage({ is: 'doing', action });
    actions.act(agent, action).then(
      () => onClose('done'),
      (error: CallweaveError) => setStage({ is: 'failed', error }),
    );
  };
  const label = t('supervise.menu', { name: agent.name });
  if (stage.is === 'confirm') {
    return (
      <ConfirmAction
        key="confirm"
        agent={agent}
        action={stage.action}
        at={at}
        onConfirm={() => run(stage.action)}
        onClose={onClose}
      />
    );
  }
  if (stage.is === 'failed') {
    return (
      <Popover key="failed" className="cw-float" role="dialog" label={label} at={at} onClose={onClose}>
        <ErrorNote error={stage.error} onDismiss={() => onClose('done')} />
      </Popover>
    );
  }
  if (stage.is === 'doing') {
    return (
      <Popover key="doing" className="cw-float" role="dialog" label={label} at={at} onClose={onClose}>
        <output className="cw-float__text" data-autofocus="" tabIndex={-1}>
          {t('supervise.doing', { what: actionWord(t, stage.action) })}
        </output>
      </Popover>
    );
  }
  const offered = actions.actionsFor(agent);
  if (offered.length === 0) {
    return (
      <Popover key="none" className="cw-float" role="dialog" label={label} at={at} onClose={onClose}>
        <p className="cw-float__text" data-autofocus="" tabIndex={-1}>
          {t('supervise.nothing', { name: agent.name })}
        </p>
      </Popover>
    );
  }
  const items = offered.map((action, index): MenuItem => {
    const before = offered[index - 1];
    return {
      key: actionKey(action),
      label: actionWord(t, action),
      icon: <Icon name={ACTION_ICONS[action.name]} width={16} height={16} />,
      separatorBefore:
        before !== undefined &&
        (before.name === 'takeOver' || before.name === 'hangUp' || action.name === 'logOut'),
      ...(action.checked === undefined ? {} : { checked: action.checked }),
      ...(action.afterCall ? { note: t('supervise.afterCall') } : {}),
      onSelect: () => (action.danger ? setStage({ is: 'confirm', action }) : run(action)),
    };
  });
  return (
    <Popover
      key="menu"
      className="cw-context-menu"
      role="menu"
      label={label}
      at={at}
      testId="agent-menu"
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === 'Tab') onClose('escape');
        else moveInMenu(event, list.current);
      }}
    >
      <div ref={list} role="presentation">
        <p className="cw-context-menu__title" role="presentation">
          {agent.name}
        </p>
        <MenuItems items={items} testId="agent-menu" />
      </div>
    </Popover>
  );
}
