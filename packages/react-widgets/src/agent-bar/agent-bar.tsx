import { STANDARD_AUX_REASONS } from '@callweave/cti-core';
import { type ReactElement, useRef } from 'react';
import { CallLines } from '../call-lines/call-lines.js';
import { useCallLines } from '../call-lines/use-call-lines.js';
import { CallPictures } from '../call-pictures/call-pictures.js';
import { ConferenceParties } from '../conference-parties/conference-parties.js';
import { reasonWord } from '../i18n/i18n.js';
import { CallAnnouncer } from '../live/call-announcer.js';
import { useRingingAttention } from '../live/use-ringing-attention.js';
import { ProblemNote } from '../problem/problem-note.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { DEFAULT_SHORTCUTS, type Shortcuts, useShortcuts } from '../shortcuts/use-shortcuts.js';
import { useServerNow } from '../time/use-server-now.js';
import { TransferPicker } from '../transfer-picker/transfer-picker.js';
import { BarActions } from './bar-actions.js';
import { CallSummary } from './call-summary.js';
import { StateMenu } from './state-menu.js';
import { TransferNote } from './transfer-note.js';
import { type AgentBar as Bar, useAgentBar } from './use-agent-bar.js';

export interface AgentBarProps {
  /** Reasons offered for a pause; default break, meeting, training. */
  readonly auxReasons?: readonly string[];
  readonly shortcuts?: Shortcuts;
  /** Whether it shows the pictures of a video call below its row; default true. A page may put `<CallPictures />` elsewhere. */
  readonly pictures?: boolean;
}

const CHOSEN_BY_AGENTS = STANDARD_AUX_REASONS.filter((reason) => reason !== 'logged-in' && reason !== 'rona');

/**
 * The bar that is always there: state and timer, the call, what can be done (AGT-1, AGT-2); below it, only when there
 * are some, the other calls and the parties of a conference (AGT-3, AGT-4).
 */
export function AgentBar({
  auxReasons = CHOSEN_BY_AGENTS,
  shortcuts = DEFAULT_SHORTCUTS,
  pictures = true,
}: AgentBarProps): ReactElement {
  const { t } = useCallweave();
  const { clockOffsetMs, connection } = useSessionState();
  const bar = useAgentBar();
  const now = useServerNow(clockOffsetMs);
  const root = useRef<HTMLElement>(null);
  useBarShortcuts(bar, shortcuts);
  useRingingAttention(bar.ringingCall, bar.ringingCall !== null, t);

  return (
    <section
      ref={root}
      className="cw-bar"
      aria-label={t('bar.label')}
      data-ringing={bar.ringing}
      data-state={bar.agent?.state ?? 'none'}
    >
      <div className="cw-bar__row">
        {bar.agent === null ? (
          <span className="cw-bar__starting">{connection === 'stopped' ? '' : t('bar.starting')}</span>
        ) : (
          <StateMenu bar={bar} agent={bar.agent} auxReasons={auxReasons} now={now} />
        )}
        <CallSummary bar={bar} now={now} />
        <BarActions bar={bar} shortcuts={shortcuts} />
        {bar.picking !== null && (
          <TransferPicker
            key={bar.picking.purpose}
            callId={bar.picking.callId}
            purpose={bar.picking.purpose}
            onClose={() => {
              const inside = root.current?.querySelector('.cw-picker')?.contains(document.activeElement);
              bar.stopPicking();
              // Back to where the hand was, if it has not gone elsewhere meanwhile.
              if (inside) root.current?.querySelector<HTMLElement>('[data-testid="btn-transfer"]')?.focus();
            }}
          />
        )}
      </div>
      {bar.agent?.next != null && (
        <p className="cw-bar__next">
          {t('bar.nextIs', {
            next:
              bar.agent.next.state === 'aux'
                ? reasonWord(t, bar.agent.next.reason)
                : t(`state.${bar.agent.next.state}`),
          })}
        </p>
      )}
      {pictures && <CallPictures />}
      <CallLines shortcuts={shortcuts} />
      <ConferenceParties />
      <TransferNote />
      <ProblemNote error={bar.error} onDismiss={bar.dismissError} />
      <CallAnnouncer />
    </section>
  );
}

/** One listener for everything that has keys: the present call's actions first, then those of the others. */
function useBarShortcuts(bar: Bar, shortcuts: Shortcuts): void {
  const { lines, pair, act, actOnPair } = useCallLines();
  const possible = [
    ...bar.actions,
    ...bar.more,
    ...(pair?.actions ?? []),
    ...lines.flatMap((line) => line.actions),
  ];
  useShortcuts(shortcuts, possible, (action) => {
    if (action === 'completeTransfer' || action === 'conference' || action === 'returnToCaller') {
      actOnPair(action);
    } else if (action === 'swap' || (!bar.ringing && (action === 'answer' || action === 'reject'))) {
      const line = lines.find((one) => one.actions.includes(action));
      if (line !== undefined) act(action, line.call.callId);
    } else bar.act(action);
  });
}
