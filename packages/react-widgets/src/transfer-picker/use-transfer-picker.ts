import type { CallId, CallweaveError } from '@callweave/cti-core';
import { useEffect, useMemo, useState } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { useAttempt } from '../problem/use-attempt.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import {
  type PickerAction,
  type PickerEntry,
  type PickerPurpose,
  pickerActions,
  pickerEntries,
} from './transfer-picker.core.js';

export interface TransferPicker {
  readonly purpose: PickerPurpose;
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly entries: readonly PickerEntry[];
  /** The one that Enter acts on. */
  readonly chosen: PickerEntry | null;
  readonly choose: (entry: PickerEntry) => void;
  readonly move: (steps: number) => void;
  readonly actionsOf: (entry: PickerEntry) => readonly PickerAction[];
  /** Does it; the picker closes when it was done, and stays with its error when it was refused. */
  readonly act: (entry: PickerEntry, action: PickerAction) => void;
  readonly working: boolean;
  readonly loading: boolean;
  /** Why a command, or the reading of the directory, failed. */
  readonly error: CallweaveError | null;
  readonly directoryError: CallweaveError | null;
  readonly dismissError: () => void;
}

/** The picker without its looks: whom a caller can go to, filtered as one types, read again while it is open. */
export function useTransferPicker(
  callId: CallId,
  purpose: PickerPurpose,
  { onDone }: { readonly onDone: () => void },
): TransferPicker {
  const { session } = useCallweave();
  const { agent, calls } = useSessionState();
  const { directory, error: directoryError } = useDirectory('live');
  const { attempt, error, dismissError } = useAttempt();
  const [typed, setTyped] = useState('');
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const [working, setWorking] = useState(false);

  const self = agent?.agentId ?? null;
  const entries = useMemo(
    () => pickerEntries(directory, typed, { purpose, self }),
    [directory, typed, purpose, self],
  );
  const can = calls.find((call) => call.callId === callId)?.can;
  const rights = {
    consult: can?.consult === true,
    transfer: can?.transfer === true,
    invite: can?.invite === true,
  };
  const possible = purpose === 'invite' ? rights.invite : rights.consult || rights.transfer;
  // The caller has hung up, or somebody else was faster: there is nothing left to choose for.
  useEffect(() => {
    if (!possible && !working) onDone();
  }, [possible, working, onDone]);

  const selectable = entries.filter((entry) => entry.available);
  const chosen = selectable.find((entry) => entry.key === chosenKey) ?? selectable[0] ?? null;

  return {
    purpose,
    typed,
    type(text) {
      setTyped(text);
      setChosenKey(null);
    },
    entries,
    chosen,
    choose: (entry) => setChosenKey(entry.key),
    move(steps) {
      const at = chosen === null ? -1 : selectable.indexOf(chosen);
      const next = selectable[(at + steps + selectable.length) % selectable.length];
      if (next !== undefined) setChosenKey(next.key);
    },
    actionsOf: (entry) => pickerActions(entry, purpose, rights),
    act(entry, action) {
      if (working) return;
      const { destination } = entry;
      const order =
        action === 'transfer'
          ? session.transfer(callId, destination)
          : destination.to === 'queue'
            ? null
            : session[action](callId, destination);
      if (order === null) return;
      setWorking(true);
      void attempt(order).then((done) => {
        setWorking(false);
        if (done) onDone();
      });
    },
    working,
    loading: directory === null && directoryError === null,
    error,
    directoryError,
    dismissError,
  };
}
