import { CallweaveError } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import './styles.css';
import { CallPanel } from './call-panel/call-panel.js';
import { CallweaveProvider } from './provider/callweave-provider.js';
import { SamplingRules } from './sampling-rules/sampling-rules.js';
import { ScoreSheets } from './score-sheets/score-sheets.js';
import { aCall, anAgent, FakeSession } from './testing/fake-session.js';

afterEach(cleanup);

/** He talks, may dial another, and two recordings of his are on their way. */
function recording(): FakeSession {
  const call = aCall({
    phase: 'talking',
    offer: null,
    answeredAt: 1,
    local: 'connected',
    can: { sendDigits: true, consult: true },
  });
  const take = { callId: call.callId, startedAt: 1, durationMs: 9_000, bytes: 10, sentBytes: 6, error: null };
  const error = new CallweaveError('access.denied', 'No.');
  return new FakeSession({
    agent: anAgent({ state: 'talking', auxReason: null, can: { ...anAgent().can, makeCall: true } }),
    calls: [call],
    activeCall: call,
    terminalRecordings: [
      { ...take, recordingId: 'a', state: 'sending' },
      { ...take, recordingId: 'b', state: 'failed', error },
    ],
  });
}

describe.each(['light', 'dark'] as const)('WCAG 2.2 AA in the %s theme (WEB-4)', (theme) => {
  test('score sheets and sampling rules, open and with what is wrong (REC-4)', async () => {
    const session = new FakeSession({ role: 'supervisor' });
    session.quality.samples = [
      { ruleId: 'weekly', name: 'Weekly', sheetId: 'orders', perAgentPerWeek: 3, active: false },
    ];
    const { container } = render(
      <CallweaveProvider session={session} locale="en" theme={theme}>
        <main style={{ background: 'var(--cw-surface-sunken)' }}>
          <h1>Quality</h1>
          <h2>Settings</h2>
          <ScoreSheets />
          <SamplingRules />
        </main>
      </CallweaveProvider>,
    );
    await userEvent.click(await screen.findByTestId('sheet-row'));
    await userEvent.click(await screen.findByTestId('rule-row'));
    await userEvent.clear(screen.getByTestId('sheet-name'));
    await userEvent.click(screen.getByTestId('btn-save-sheet'));
    expect(await violationsIn(container)).toEqual([]);
  });

  test('a call recorded here, with another dialled beside it (AGT-3, AGT-7)', async () => {
    const { container } = render(
      <CallweaveProvider session={recording()} locale="en" theme={theme}>
        <main style={{ background: 'var(--cw-surface-sunken)' }}>
          <h1>Work</h1>
          <CallPanel terminalRecording />
        </main>
      </CallweaveProvider>,
    );
    await userEvent.click(screen.getByTestId('pad-dial'));
    expect(await violationsIn(container)).toEqual([]);
  });
});

async function violationsIn(container: Element): Promise<string[]> {
  const result = await axe.run(container, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  });
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
