import { type CallDecision, CallExplanation, useMonitor } from '@callweave/react-widgets';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { api } from '../api.js';
import { useSettings } from '../shell/settings.js';
import { fill } from '../words.js';

/** Why a call went to whom it went, over the list it was opened from (ACD-8). */
export function Why({
  call,
  onClose,
}: {
  readonly call: { readonly callId: string; readonly caller: string };
  readonly onClose: () => void;
}): ReactElement {
  const { w } = useSettings();
  const monitor = useMonitor();
  const dialog = useRef<HTMLDialogElement>(null);
  const [decisions, setDecisions] = useState<readonly CallDecision[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    api<{ decisions: CallDecision[] }>('GET', `calls/${encodeURIComponent(call.callId)}/decisions`).then(
      (reply) => setDecisions(reply.decisions),
      () => setFailed(true),
    );
  }, [call.callId]);
  const names = {
    agents: Object.fromEntries(monitor?.agents.map(({ agentId, name }) => [agentId, name]) ?? []),
    queues: Object.fromEntries(monitor?.queues.map(({ queueId, name }) => [queueId, name]) ?? []),
  };
  return (
    <dialog ref={dialog} className="why" onClose={onClose} aria-labelledby="why-title" data-testid="why">
      <div className="wall__head">
        <h3 id="why-title">{fill(w.calls.whyTitle, { caller: call.caller })}</h3>
        <button type="button" onClick={() => dialog.current?.close()}>
          {w.calls.close}
        </button>
      </div>
      {failed ? (
        <p className="problem" role="alert">
          {w.calls.failed}
        </p>
      ) : (
        <CallExplanation decisions={decisions} names={names} />
      )}
    </dialog>
  );
}
