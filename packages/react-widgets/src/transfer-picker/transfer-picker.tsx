import type { CallId } from '@callweave/cti-core';
import { type KeyboardEvent, type ReactElement, useEffect, useId, useRef } from 'react';
import { StateMark } from '../agent-bar/state-mark.js';
import { Icon } from '../icons.js';
import { ErrorNote, errorText } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import type { PickerEntry, PickerPurpose } from './transfer-picker.core.js';
import { type TransferPicker as Picker, useTransferPicker } from './use-transfer-picker.js';

export interface TransferPickerProps {
  readonly callId: CallId;
  /** Default `transfer`: Enter consults, Ctrl+Enter or Alt+Enter hands the caller on. */
  readonly purpose?: PickerPurpose;
  /** Called when it was done or given up; take the picker away then. */
  readonly onClose: () => void;
}

/** Chooses an agent, a queue or a number to transfer to, consult or invite; keyboard first (AGT-3). */
export function TransferPicker({ callId, purpose = 'transfer', onClose }: TransferPickerProps): ReactElement {
  const { t } = useCallweave();
  const picker = useTransferPicker(callId, purpose, { onDone: onClose });
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { chosen } = picker;
  const chosenId = chosen === null ? undefined : `${listId}-${chosen.key}`;

  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (chosenId) document.getElementById(chosenId)?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const outside = (event: Event): void => {
      // The button that opened it closes it itself.
      const target = event.target as Element;
      if (!root.current?.contains(target) && !target.closest('[aria-haspopup="dialog"]')) close.current();
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.target !== input.current) return;
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      picker.move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (chosen === null) return;
      const actions = picker.actionsOf(chosen);
      const action = event.ctrlKey || event.altKey || event.metaKey ? actions.at(-1) : actions[0];
      if (action !== undefined) picker.act(chosen, action);
    }
  };

  return (
    <div
      ref={root}
      className="cw-picker"
      role="dialog"
      aria-label={t(`picker.${purpose}`)}
      data-testid="transfer-picker"
      onKeyDown={onKeyDown}
    >
      <div className="cw-picker__search">
        <Icon name="search" />
        <input
          ref={input}
          className="cw-picker__input"
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosenId}
          aria-autocomplete="list"
          aria-haspopup="grid"
          aria-label={t(`picker.${purpose}`)}
          autoComplete="off"
          spellCheck={false}
          placeholder={t(purpose === 'invite' ? 'picker.hintInvite' : 'picker.hint')}
          value={picker.typed}
          data-testid="picker-input"
          onChange={(event) => picker.type(event.target.value)}
        />
        <button
          type="button"
          className="cw-picker__close"
          title={`${t('action.close')} (Esc)`}
          onClick={onClose}
        >
          <Icon name="close" width="16" height="16" />
          <span className="cw-visually-hidden">{t('action.close')}</span>
        </button>
      </div>
      <PickerList picker={picker} listId={listId} />
      <ErrorNote error={picker.error} onDismiss={picker.dismissError} />
      <p className="cw-picker__keys">{keysOf(picker, t)}</p>
    </div>
  );
}

function PickerList({ picker, listId }: { readonly picker: Picker; readonly listId: string }): ReactElement {
  const { t } = useCallweave();
  const { entries, loading, directoryError } = picker;
  const groups = (['number', 'agent', 'queue'] as const)
    .map((is) => ({ is, entries: entries.filter((entry) => entry.is === is) }))
    .filter((group) => group.entries.length > 0);
  return (
    <>
      {/* A grid, as a row has buttons of its own (WAI-ARIA, combobox with a grid popup). */}
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be the popup of a combobox */}
      <div className="cw-picker__list" role="grid" id={listId} aria-label={t('picker.results')}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a table cannot be the popup of a combobox
          <div key={group.is} role="rowgroup" aria-label={t(`picker.group.${group.is}`)}>
            <p className="cw-picker__group" aria-hidden="true">
              {t(`picker.group.${group.is}`)}
            </p>
            {group.entries.map((entry) => (
              <Entry key={entry.key} entry={entry} picker={picker} id={`${listId}-${entry.key}`} />
            ))}
          </div>
        ))}
      </div>
      {directoryError !== null && (
        <p className="cw-picker__empty" role="alert">
          {errorText(directoryError, t)}
        </p>
      )}
      {entries.length === 0 && directoryError === null && (
        <p className="cw-picker__empty">{t(loading ? 'picker.loading' : 'picker.empty')}</p>
      )}
    </>
  );
}

function Entry({
  entry,
  picker,
  id,
}: {
  readonly entry: PickerEntry;
  readonly picker: Picker;
  readonly id: string;
}): ReactElement {
  const { t } = useCallweave();
  const actions = picker.actionsOf(entry);
  const isChosen = picker.chosen?.key === entry.key;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active row
    // biome-ignore lint/a11y/useSemanticElements: as its grid
    <div
      id={id}
      className="cw-picker__row"
      role="row"
      aria-selected={isChosen}
      aria-disabled={!entry.available}
      data-chosen={isChosen}
      data-off={!entry.available}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys do the same */}
      {/* biome-ignore lint/a11y/useSemanticElements: as its grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as its row */}
      <div
        className="cw-picker__option"
        role="gridcell"
        data-testid={`picker-${entry.key}`}
        onPointerMove={() => entry.available && !isChosen && picker.choose(entry)}
        onClick={() => {
          const [first] = actions;
          if (first !== undefined) picker.act(entry, first);
        }}
      >
        <EntryFacts entry={entry} />
      </div>
      {isChosen && (
        // biome-ignore lint/a11y/useSemanticElements: as its grid
        // biome-ignore lint/a11y/useFocusableInteractive: its buttons are
        <div className="cw-picker__actions" role="gridcell">
          {actions.map((action, index) => (
            <button
              key={action}
              type="button"
              className={`cw-button cw-button--small cw-button--${index === 0 ? 'accent' : 'plain'}`}
              disabled={picker.working}
              title={`${t(`picker.do.${action}`)} (${KEYS[index]})`}
              data-testid={`picker-${action}`}
              onClick={() => picker.act(entry, action)}
            >
              {t(`picker.do.${action}`)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function EntryFacts({ entry }: { readonly entry: PickerEntry }): ReactElement {
  const { t } = useCallweave();
  switch (entry.is) {
    case 'agent':
      return (
        <>
          <StateMark state={entry.state} />
          <span className="cw-picker__name">{entry.name}</span>
          <span className="cw-picker__fact cw-number">{entry.extension ?? ''}</span>
          <span className="cw-picker__fact">{t(agentWordOf(entry))}</span>
        </>
      );
    case 'queue':
      return (
        <>
          <Icon name="people" width="16" height="16" />
          <span className="cw-picker__name">{entry.name}</span>
          <span className="cw-picker__fact cw-number">
            {t('picker.queueLoad', { ready: entry.ready, waiting: entry.waiting })}
          </span>
        </>
      );
    case 'number':
      return (
        <>
          <Icon name="phone" width="16" height="16" />
          <span className="cw-picker__name cw-number">{entry.name}</span>
          <span className="cw-picker__fact">{t('picker.outside')}</span>
        </>
      );
  }
}

const KEYS = ['Enter', 'Ctrl+Enter'];

/** What the keys do to the one who is chosen: a queue cannot be asked. */
function keysOf(picker: Picker, t: ReturnType<typeof useCallweave>['t']): string {
  const actions = picker.chosen === null ? [] : picker.actionsOf(picker.chosen);
  const does = actions.map((action, index) => `${KEYS[index] ?? ''} ${t(`picker.do.${action}`)}`);
  return [...does, t('picker.keys')].join(' · ');
}

function agentWordOf({ available, state }: Extract<PickerEntry, { is: 'agent' }>): string {
  if (state === 'logged-out') return 'picker.loggedOut';
  return available ? `state.${state}` : 'agents.unreachable';
}
