import type { CallweaveError, SupervisionEnd } from '@callweave/cti-core';
import { useEffect, useMemo, useState } from 'react';
import { useAttempt } from '../problem/use-attempt.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { useMonitoring } from '../wall/use-monitor.js';
import { useWallState } from '../wall/use-wall-state.js';
import {
  type SupervisionAction,
  type SupervisionBarView,
  supervisionBarView,
} from './supervision-bar.core.js';

/** How the last supervision ended, and of whom. */
export interface SupervisionNotice {
  readonly reason: SupervisionEnd;
  readonly name: string;
}

/** The supervision bar without its looks. */
export interface SupervisionBarModel {
  /** Null while nobody is supervised. */
  readonly view: SupervisionBarView | null;
  /** Until the next supervision, or until it is dismissed. */
  readonly notice: SupervisionNotice | null;
  readonly error: CallweaveError | null;
  act(action: SupervisionAction): void;
  dismiss(): void;
}

/** Whom the supervisor listens to, and what he can do about it (SUP-4). */
export function useSupervisionBar(): SupervisionBarModel {
  const { session } = useCallweave();
  useMonitoring();
  const supervision = useWallState((state) => state.supervision);
  const monitor = useWallState((state) => (state.supervision === null ? null : state.monitor));
  const { attempt, error, dismissError } = useAttempt();
  const [notice, setNotice] = useState<SupervisionNotice | null>(null);
  const view = useMemo(() => supervisionBarView({ supervision, monitor }), [supervision, monitor]);
  useEffect(
    () =>
      session.on('supervision-ended', ({ supervision: { agentId }, reason }) => {
        const agents = session.state.monitor?.agents;
        setNotice({ reason, name: agents?.find((agent) => agent.agentId === agentId)?.name ?? agentId });
      }),
    [session],
  );
  const supervisionId = supervision?.supervisionId;
  useEffect(() => {
    if (supervisionId !== undefined) setNotice(null);
  }, [supervisionId]);
  return {
    view,
    notice: view === null ? notice : null,
    error,
    act: (action) => {
      if (action === 'takeOver') void attempt(session.takeOver());
      else if (action === 'stopSupervision') void attempt(session.stopSupervision());
      else void attempt(session.setSupervisionMode(action));
    },
    dismiss: () => {
      dismissError();
      setNotice(null);
    },
  };
}
