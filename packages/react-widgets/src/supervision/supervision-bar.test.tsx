import { CallweaveError, type SupervisionSnapshot } from '@callweave/cti-core';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { anAgent, FakeSession } from '../testing/fake-session.js';
import '../styles.css';
import { SupervisionBar } from './supervision-bar.js';

const AT = 1_795_000_000_000;

const supervision = (facts: Partial<SupervisionSnapshot> = {}): SupervisionSnapshot => ({
  supervisionId: 'sv-1' as never,
  supervisorId: 's-1' as never,
  agentId: '1001' as never,
  callId: 'call-1' as never,
  mode: 'listen',
  state: 'connected',
  legId: 'leg-9' as never,
  startedAt: AT - 65_000,
  ...facts,
});

function draw(facts: Partial<SupervisionSnapshot> | null = {}) {
  const session = new FakeSession({
    role: 'supervisor',
    agent: anAgent({ agentId: 's-1' as never }),
    supervision: facts && supervision(facts),
    monitor: {
      queues: [],
      agents: [anAgent({ state: 'talking', auxReason: null })],
      trunks: [],
      supervisions: [],
      alarms: [],
    },
  });
  render(
    <CallweaveProvider session={session} locale="en">
      <SupervisionBar />
    </CallweaveProvider>,
  );
  return session;
}

const said = () => screen.getByTestId('supervision-announcer').textContent;

afterEach(cleanup);

describe('the bar of a supervisor on an agent’s call (SUP-4)', () => {
  test('says whom he hears, who hears him and since when', () => {
    draw();
    const bar = screen.getByTestId('supervision-bar').textContent;
    expect(bar).toMatch(/Supervising 王芳.*Talking · nobody hears you · 1:0\d/);
    expect(said()).toBe('Listen: 王芳');
  });

  test('nothing stands there while he supervises nobody', () => {
    draw(null);
    expect(screen.queryByTestId('supervision-bar')).toBeNull();
  });

  test('the modes change by a press and by keys', async () => {
    const session = draw();
    await userEvent.click(screen.getByTestId('supervision-whisper'));
    await userEvent.keyboard('{Alt>}n{/Alt}');
    expect(session.asked.filter((what) => what.startsWith('supervision'))).toEqual([
      'supervision whisper',
      'supervision barge',
    ]);
    session.show({ supervision: supervision({ mode: 'barge' }) });
    await waitFor(() => expect(said()).toBe('Barge in: 王芳'));
    expect(screen.getByTestId('supervision-barge').getAttribute('aria-pressed')).toBe('true');
  });

  test('taking over is asked once more, also by keys; Escape takes it back', async () => {
    const session = draw();
    await userEvent.keyboard('{Alt>}o{/Alt}');
    await screen.findByTestId('confirm-action');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByTestId('confirm-action')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('supervision-takeOver'));
    await userEvent.keyboard('{Enter}');
    await userEvent.click(await screen.findByTestId('confirm-yes'));
    expect(session.asked).toContain('take-over');
  });

  test('while his phone rings nothing can be taken over, and he can stop', async () => {
    const session = draw({ state: 'ringing' });
    expect(screen.queryByTestId('supervision-takeOver')).toBeNull();
    await userEvent.keyboard('{Alt>}q{/Alt}');
    expect(session.asked).toContain('stop-supervision');
  });

  test('what is refused is said in the bar', async () => {
    const session = draw();
    session.refusal = new CallweaveError('supervision.none', 'gone');
    await userEvent.click(screen.getByTestId('supervision-whisper'));
    expect((await screen.findByRole('alert')).textContent).toContain('Your phone was not reached');
  });

  test('when the call ends, the bar says so in its place', async () => {
    const session = draw();
    act(() => session.emit('supervision-ended', { supervision: supervision(), reason: 'call-ended' }));
    session.show({ supervision: null });
    expect((await screen.findByTestId('supervision-notice')).textContent).toContain('The call of 王芳 ended');
    session.show({ supervision: supervision({ supervisionId: 'sv-2' as never }) });
    await waitFor(() => expect(screen.queryByTestId('supervision-notice')).toBeNull());
  });
});
