import { CallweaveError } from '@callweave/cti-core';
import type { AgentCall } from '@callweave/web-sdk';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import '../styles.css';
import { AgentBar } from '../agent-bar/agent-bar.js';
import { directoryOf } from '../directory/directory.store.js';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aCall, anAgent, aPartyLeg, FakeSession } from '../testing/fake-session.js';

const draw = (session: FakeSession, locale: 'zh-CN' | 'en' = 'en') =>
  render(
    <CallweaveProvider session={session} locale={locale}>
      <AgentBar />
    </CallweaveProvider>,
  );

const talking = (changes: Parameters<typeof aCall>[0] = {}) =>
  aCall({ phase: 'talking', offer: null, answeredAt: 1, local: 'connected', ...changes });

const waiting = () =>
  talking({
    heldSince: 1_795_000_000_000 - 42_000,
    can: { swap: true, completeTransfer: true, conference: true, return: true },
  });

/** He asks Chen Jie about the customer, who waits. */
const consulting = (changes: Parameters<typeof aCall>[0] = {}) =>
  talking({
    callId: 'call-2' as never,
    direction: 'internal',
    caller: '1001',
    callerName: null,
    called: '1003',
    queueName: null,
    agentId: '1001' as never,
    consultOf: 'call-1' as never,
    legs: [aPartyLeg('1001'), aPartyLeg('1003')],
    can: { completeTransfer: true, conference: true, return: true, swap: true, hangUp: true },
    ...changes,
  });

const sessionOf = (present: AgentCall, ...others: AgentCall[]) =>
  new FakeSession({
    agent: anAgent({ state: 'talking', auxReason: null }),
    calls: [present, ...others],
    activeCall: present,
    heldCalls: others.filter((call) => call.heldSince !== null),
  });

afterEach(cleanup);

describe('consultation in the agent bar (AGT-3)', () => {
  test('the colleague is in the bar by name, the caller below it with his time on hold', async () => {
    const session = sessionOf(consulting(), waiting());
    await directoryOf(session).refresh();
    draw(session, 'zh-CN');
    expect(screen.getByTestId('bar-call').textContent).toContain('磋商 陈杰');
    expect(screen.getByTestId('line-held').textContent).toMatch(/李秀英.*保持 0:4\d/);
  });

  test('complete, three-way, back and swap do what they say', async () => {
    const session = sessionOf(consulting(), waiting());
    draw(session);
    for (const button of ['btn-complete-transfer', 'btn-conference', 'btn-return', 'btn-swap']) {
      await userEvent.click(screen.getByTestId(button));
    }
    expect(session.asked).toEqual(['complete call-2', 'conference call-2', 'return call-2', 'swap call-1']);
  });

  test('and by keyboard alone, wherever the focus is', async () => {
    const session = sessionOf(consulting(), waiting());
    draw(session);
    await userEvent.keyboard('{Alt>}scgb{/Alt}');
    expect(session.asked).toEqual(['swap call-1', 'complete call-2', 'conference call-2', 'return call-2']);
  });

  test('while the colleague’s phone rings, he can only be let go', () => {
    const ringing = consulting({ phase: 'dialling', answeredAt: null, can: { return: true, hangUp: true } });
    draw(sessionOf(ringing, talking({ heldSince: 1 })));
    expect(screen.getByTestId('call-phase').textContent).toBe('Consult rings');
    const names = screen.getAllByRole('button').map((button) => button.dataset.testid);
    expect(names).toEqual(['agent-state-menu', 'btn-hangup', 'btn-return']);
  });

  test('a refusal stands beside the buttons, in words', async () => {
    const session = sessionOf(consulting(), waiting());
    session.refusal = new CallweaveError('call.not-allowed-now', 'No.');
    draw(session);
    await userEvent.click(screen.getByTestId('btn-complete-transfer'));
    expect((await screen.findByRole('alert')).textContent).toContain('The call has just changed');
  });
});

describe('several calls in the agent bar (AGT-4)', () => {
  test('a call that waits shows apart, is told in the title and to screen readers, and Alt+A answers it', async () => {
    const second = aCall({
      callId: 'call-9' as never,
      callerName: null,
      caller: '13700137000',
      can: { answer: true, reject: true },
    });
    const present = talking({ can: { hold: true } });
    const session = sessionOf(present);
    const { container } = draw(session);
    session.show({ calls: [present, second] });
    expect(await screen.findByTestId('line-ringing')).toBeTruthy();
    expect(container.querySelector('.cw-bar')?.getAttribute('data-ringing')).toBe('false');
    expect(document.title).toBe('☎ 13700137000 is calling');
    await expect
      .poll(() => screen.getByTestId('announcer').textContent)
      .toBe('Another call waits: 13700137000, 订购热线');
    await userEvent.keyboard('{Alt>}a{/Alt}');
    expect(session.asked).toEqual(['answer call-9']);
  });

  test('a held call that knows no swap is retrieved', async () => {
    const session = sessionOf(
      talking(),
      waiting(),
      talking({ callId: 'call-3' as never, heldSince: 5, can: { retrieve: true } }),
    );
    draw(session);
    const [, second] = screen.getAllByTestId('btn-swap');
    if (second === undefined) throw new Error('Two are held.');
    await userEvent.click(second);
    expect(session.asked).toEqual(['retrieve call-3']);
  });

  test('with one call and nothing special the bar is one row of 48 to 56 pixels', () => {
    const { container } = draw(
      sessionOf(talking({ can: { hold: true, mute: true, transfer: true, hangUp: true } })),
    );
    container.style.inlineSize = '1280px';
    const { height } = container.querySelector('.cw-bar')?.getBoundingClientRect() ?? { height: 0 };
    expect(height).toBeGreaterThanOrEqual(48);
    expect(height).toBeLessThanOrEqual(56);
  });
});

describe('a transfer that nobody took (AGT-3)', () => {
  test('says who, why, and where the caller is; it goes away when he is answered', async () => {
    const back = aCall({ can: { answer: true } });
    const session = sessionOf(back);
    await directoryOf(session).refresh();
    draw(session);
    session.emit('transfer-failed', {
      call: back,
      by: '1001' as never,
      destination: { to: 'agent', agentId: '1003' as never },
      outcome: 'busy',
    });
    const note = await screen.findByTestId('transfer-failed');
    expect(note.textContent).toContain('Transfer 陈杰 failed: busy. 李秀英 is back with you');
    const answered = talking();
    session.show({
      agent: anAgent({ state: 'talking', auxReason: null, callId: answered.callId }),
      calls: [answered],
      activeCall: answered,
    });
    await expect.poll(() => screen.queryByTestId('transfer-failed')).toBeNull();
  });
});

describe('recording and parking in the agent bar (REC-1, AGT-4)', () => {
  test('pausing is one key away, and the bar says that nothing is kept', async () => {
    const call = talking({ recording: 'running', can: { pauseRecording: true } });
    const session = sessionOf(call);
    draw(session);
    expect(screen.getByTestId('recording-mark').textContent).toBe('Recording');
    await userEvent.keyboard('{Alt>}u{/Alt}');
    expect(session.asked).toEqual(['pause-recording']);
    const paused = talking({ recording: 'paused', can: { resumeRecording: true } });
    session.show({ calls: [paused], activeCall: paused });
    await expect.poll(() => screen.getByTestId('recording-mark').textContent).toBe('Recording paused');
    await expect.poll(() => screen.getByTestId('announcer').textContent).toBe('Recording paused');
    expect(screen.getByTestId('btn-resume-recording').getAttribute('aria-pressed')).toBe('true');
  });

  test('what is wanted seldom is in the menu, each with its keys', async () => {
    const session = sessionOf(talking({ can: { park: true, record: true, invite: true } }));
    draw(session);
    await userEvent.click(screen.getByTestId('btn-more'));
    const items = screen.getAllByRole('menuitem').map((item) => item.textContent);
    expect(items).toEqual(['InviteAlt+I', 'ParkAlt+K', 'Start recording']);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(session.asked).toEqual(['park call-1']);
  });
});
