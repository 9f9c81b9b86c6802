import { formatDuration } from '@callweave/react-widgets';
import { type ReactElement, useCallback, useEffect, useState } from 'react';
import { api } from '../api.js';
import { useSettings } from '../shell/settings.js';
import { Why } from './why.js';

interface CallRow {
  readonly callId: string;
  readonly direction: string;
  readonly caller: string;
  readonly called: string;
  readonly queueName: string | null;
  readonly agentName: string | null;
  readonly arrivedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly endedBy: 'customer' | 'agent' | 'system' | null;
  readonly waitMs: number | null;
  readonly talkMs: number | null;
  readonly recordingId: string | null;
}

/** What was called, with its recordings (REC-2 in its first form). */
export function Calls({ explains }: { readonly explains: boolean }): ReactElement {
  const { w, locale } = useSettings();
  const [calls, setCalls] = useState<readonly CallRow[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [asked, setAsked] = useState<CallRow | null>(null);
  const refresh = useCallback(() => {
    api<{ calls: CallRow[] }>('GET', 'calls').then(
      (reply) => {
        setCalls(reply.calls);
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, []);
  useEffect(refresh, [refresh]);
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
  const span = (ms: number | null): string => (ms === null ? w.calls.none : formatDuration(ms));
  const result = (call: CallRow): string => {
    if (call.endedAt === null) return w.calls.running;
    const how = call.answeredAt === null ? w.calls.abandoned : w.calls.answered;
    return call.endedBy === null ? how : `${how} · ${w.calls.ended[call.endedBy]}`;
  };
  return (
    <main className="calls">
      <div className="wall__head">
        <h2>{w.calls.title}</h2>
        <button type="button" onClick={refresh}>
          {w.calls.refresh}
        </button>
      </div>
      {failed && (
        <p className="problem" role="alert">
          {w.calls.failed}
        </p>
      )}
      {calls === null && !failed && <p className="hint">{w.calls.loading}</p>}
      {calls?.length === 0 && <p className="hint">{w.calls.empty}</p>}
      {calls !== null && calls.length > 0 && (
        <div className="table">
          <table>
            <thead>
              <tr>
                <th>{w.calls.time}</th>
                <th>{w.calls.customer}</th>
                <th>{w.calls.queue}</th>
                <th>{w.calls.agent}</th>
                <th className="num">{w.calls.waited}</th>
                <th className="num">{w.calls.talked}</th>
                <th>{w.calls.result}</th>
                <th>{w.calls.recording}</th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <tr key={call.callId} data-testid="call-row" data-call-id={call.callId}>
                  <td className="num">{time.format(call.arrivedAt)}</td>
                  <td className="num">{call.direction === 'inbound' ? call.caller : call.called}</td>
                  <td>{call.queueName ?? w.calls.none}</td>
                  <td>{call.agentName ?? w.calls.none}</td>
                  <td className="num">{span(call.waitMs)}</td>
                  <td className="num">{span(call.talkMs)}</td>
                  <td>
                    {result(call)}
                    {explains && call.queueName !== null && (
                      <button
                        type="button"
                        className="link"
                        onClick={() => setAsked(call)}
                        data-testid="why-button"
                      >
                        {w.calls.why}
                      </button>
                    )}
                  </td>
                  <td>
                    {call.recordingId === null ? (
                      w.calls.none
                    ) : (
                      // biome-ignore lint/a11y/useMediaCaption: a telephone recording has no captions
                      <audio
                        controls
                        preload="none"
                        src={`/api/recordings/${call.recordingId}`}
                        data-testid="recording"
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked !== null && <Why call={asked} onClose={() => setAsked(null)} />}
    </main>
  );
}
