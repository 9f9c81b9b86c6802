import type { AgentCall, AgentSessionState } from '@callweave/web-sdk';

/** What is done with two calls that belong together: he consults about a caller. */
export type PairAction = 'completeTransfer' | 'conference' | 'returnToCaller';
/** What is done with one call beside the present one. */
export type LineAction = 'swap' | 'answer' | 'reject';

export interface CallLine {
  readonly call: AgentCall;
  /** `ringing`: it waits to be answered beside the present call. */
  readonly is: 'held' | 'ringing';
  /** Since when it is held, or rings. */
  readonly since: number;
  readonly actions: readonly LineAction[];
}

export interface CallLinesView {
  /** Calls beside the one he attends; what rings comes first. */
  readonly lines: readonly CallLine[];
  /** The pair he consults in; its actions stand beside its held call. */
  readonly pair: { readonly call: AgentCall; readonly actions: readonly PairAction[] } | null;
}

/** The agent's other calls and what his consultation allows, from the session's picture. */
export function callLinesView({ activeCall, calls, heldCalls }: AgentSessionState): CallLinesView {
  const ringing = calls.filter((call) => call !== activeCall && call.can.answer);
  const lines: CallLine[] = [
    ...ringing.map((call) => ({
      call,
      is: 'ringing' as const,
      since: call.offer?.startedAt ?? call.arrivedAt,
      actions: call.can.reject ? (['answer', 'reject'] as const) : (['answer'] as const),
    })),
    ...heldCalls
      .filter((call) => !call.can.answer)
      .map((call) => ({
        call,
        is: 'held' as const,
        since: call.heldSince ?? call.arrivedAt,
        actions: call.can.swap || call.can.retrieve ? (['swap'] as const) : [],
      })),
  ];
  const paired = activeCall?.consultOf !== undefined || activeCall?.consultation !== undefined;
  return { lines, pair: activeCall !== null && paired ? pairOf(activeCall) : null };
}

function pairOf(call: AgentCall): CallLinesView['pair'] {
  const actions: PairAction[] = [];
  if (call.can.completeTransfer) actions.push('completeTransfer');
  if (call.can.conference) actions.push('conference');
  if (call.can.return) actions.push('returnToCaller');
  return actions.length === 0 ? null : { call, actions };
}
