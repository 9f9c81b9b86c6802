import { CallweaveError } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aCall, anAgent, FakeSession } from '../testing/fake-session.js';
import { AgentBar } from './agent-bar.js';

const draw = (session: FakeSession, locale: 'zh-CN' | 'en' = 'en') =>
  render(
    <CallweaveProvider session={session} locale={locale}>
      <AgentBar />
    </CallweaveProvider>,
  );

const ringing = () => {
  const call = aCall({ can: { answer: true, reject: true } });
  return new FakeSession({
    agent: anAgent({ state: 'ringing', auxReason: null }),
    calls: [call],
    activeCall: call,
  });
};

afterEach(cleanup);

describe('agent bar (AGT-1, AGT-2, WEB-3)', () => {
  test('given a paused agent, when Ready is pressed, then the session is asked to make him ready', async () => {
    const session = new FakeSession({ agent: anAgent({ can: { ...anAgent().can, setReady: true } }) });
    draw(session);
    expect(screen.getByTestId('agent-state').textContent).toBe('Break');
    await userEvent.click(screen.getByTestId('btn-ready'));
    expect(session.asked).toEqual(['ready']);
  });

  test('a ringing call changes the bar and the page title, and Alt+A answers it', async () => {
    const session = ringing();
    const { container, unmount } = draw(session);
    expect(container.querySelector('.cw-bar')?.getAttribute('data-ringing')).toBe('true');
    expect(document.title).toBe('☎ 李秀英 is calling');
    expect(screen.getByText('Incoming call: 李秀英, 订购热线')).toBeTruthy();
    await userEvent.keyboard('{Alt>}a{/Alt}');
    expect(session.asked).toEqual(['answer call-1']);
    unmount();
    expect(document.title).not.toContain('李秀英');
  });

  test('only what the capabilities allow is there: a talking call can be held and hung up, not answered', () => {
    const call = aCall({ phase: 'talking', answeredAt: 1, can: { hold: true, hangUp: true, mute: true } });
    draw(new FakeSession({ agent: anAgent({ state: 'talking' }), calls: [call], activeCall: call }));
    const names = screen.getAllByRole('button').map((button) => button.dataset.testid);
    expect(names).toEqual(['agent-state-menu', 'btn-hold', 'btn-mute', 'btn-hangup']);
  });

  test('a refused command is shown with its remedy and can be dismissed', async () => {
    const session = new FakeSession({ agent: anAgent({ can: { ...anAgent().can, setReady: true } }) });
    session.refusal = new CallweaveError('agent.not-allowed-now', 'The agent is still talking.');
    draw(session);
    await userEvent.click(screen.getByTestId('btn-ready'));
    const note = await screen.findByTestId('cw-problem');
    expect(note.textContent).toContain('The agent is still talking. Read agent.can');
    await userEvent.click(screen.getByText('Dismiss'));
    expect(screen.queryByTestId('cw-problem')).toBeNull();
  });

  test('during a call the menu chooses what comes after it, by keyboard alone', async () => {
    const call = aCall({ phase: 'talking' });
    const agent = anAgent({ state: 'talking', auxReason: null, can: { ...anAgent().can, setNext: true } });
    const session = new FakeSession({ agent, calls: [call], activeCall: call });
    draw(session);
    screen.getByTestId('agent-state-menu').focus();
    await userEvent.keyboard('{Enter}{ArrowDown}{ArrowDown}{Enter}');
    expect(session.asked).toEqual(['next aux']);
    expect(document.activeElement).toBe(screen.getByTestId('agent-state-menu'));
  });

  test('a caller who was handed on is recorded with somebody else: the bar does not say so to whom he left', () => {
    const call = aCall({ phase: 'talking', recording: 'running' });
    const session = new FakeSession({
      agent: anAgent({ state: 'wrap-up', auxReason: null }),
      calls: [call],
      activeCall: call,
    });
    draw(session);
    expect(screen.getByTestId('call-phase').dataset.phase).toBe('handedOn');
    expect(screen.queryByTestId('recording-mark')).toBeNull();
  });

  test('a lost connection says that the call goes on, in the language of the agent', () => {
    const session = new FakeSession({ connection: 'reconnecting' });
    draw(session, 'zh-CN');
    expect(screen.getByRole('alert').textContent).toContain('通话不受影响');
  });
});
