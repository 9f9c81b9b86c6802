import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { directoryOf } from '../directory/directory.store.js';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { ScreenPop } from '../screen-pop/screen-pop.js';
import { aCall, anAgent, FakeSession } from '../testing/fake-session.js';
import { cleanNumber } from './call-panel.core.js';
import { CallPanel } from './call-panel.js';

afterEach(cleanup);

describe('call panel (AGT-2, WEB-3)', () => {
  test('between calls a typed number is dialled', async () => {
    const session = new FakeSession({ agent: anAgent({ can: { ...anAgent().can, makeCall: true } }) });
    render(
      <CallweaveProvider session={session} locale="en">
        <CallPanel />
      </CallweaveProvider>,
    );
    await userEvent.type(screen.getByTestId('dial-number'), '139-0013 9000');
    await userEvent.click(screen.getByTestId('btn-dial'));
    expect(session.asked).toEqual(['call 13900139000']);
  });

  test('in a call the keys are sent into it and shown', async () => {
    const call = aCall({ phase: 'talking', answeredAt: 1, can: { sendDigits: true } });
    const session = new FakeSession({ calls: [call], activeCall: call });
    render(
      <CallweaveProvider session={session} locale="en">
        <CallPanel />
      </CallweaveProvider>,
    );
    await userEvent.click(screen.getByRole('button', { name: '4' }));
    await userEvent.click(screen.getByRole('button', { name: '#' }));
    expect(session.asked).toEqual(['digits call-1 4', 'digits call-1 #']);
    expect(screen.getByLabelText('Keys sent').textContent).toBe('4#');
  });

  test('beside a call another is made, or its caller is asked about; keys go into the call before and after', async () => {
    const call = aCall({
      phase: 'talking',
      offer: null,
      answeredAt: 1,
      can: { sendDigits: true, consult: true },
    });
    const agent = anAgent({ state: 'talking', auxReason: null, can: { ...anAgent().can, makeCall: true } });
    const session = new FakeSession({ agent, calls: [call], activeCall: call });
    await directoryOf(session).refresh();
    render(
      <CallweaveProvider session={session} locale="en">
        <CallPanel />
      </CallweaveProvider>,
    );
    await userEvent.click(screen.getByRole('button', { name: '4' }));
    await userEvent.click(screen.getByTestId('pad-dial'));
    await userEvent.click(screen.getByRole('button', { name: '9' }));
    await userEvent.click(screen.getByTestId('btn-dial'));
    await expect.poll(() => session.asked).toEqual(['digits call-1 4', 'call 9']);
    await userEvent.click(await screen.findByTestId('pad-dial'));
    await userEvent.type(screen.getByTestId('dial-number'), '1003');
    await userEvent.click(screen.getByTestId('btn-dial-consult'));
    await expect.poll(() => session.asked.at(-1)).toBe('consult call-1 1003');
    await userEvent.click(await screen.findByRole('button', { name: '#' }));
    expect(session.asked.at(-1)).toBe('digits call-1 #');
  });

  test('in after-call work the number may be called again', async () => {
    const call = aCall({ phase: 'ended', offer: null });
    const agent = anAgent({ state: 'wrap-up', auxReason: null, can: { ...anAgent().can, makeCall: true } });
    const session = new FakeSession({ agent, calls: [call], activeCall: call });
    render(
      <CallweaveProvider session={session} locale="en">
        <CallPanel />
      </CallweaveProvider>,
    );
    await userEvent.type(screen.getByTestId('dial-number'), '13800138000{Enter}');
    expect(session.asked).toEqual(['call 13800138000']);
  });

  test('a colleague who calls is shown with his own extension, not with that of whom he calls', () => {
    const call = aCall({ direction: 'internal', caller: '1003', callerName: '陈杰', called: '1001' });
    const session = new FakeSession({ calls: [call], activeCall: call });
    render(
      <CallweaveProvider session={session} locale="en">
        <CallPanel />
        <ScreenPop>{() => null}</ScreenPop>
      </CallweaveProvider>,
    );
    expect(screen.getByLabelText('Call').textContent).toContain('陈杰1003');
    expect(screen.getByTestId('screen-pop').textContent).toContain('Number1003Called1001');
  });

  test('a pasted number keeps what a telephone can dial', () => {
    expect(cleanNumber(' +86 (138) 0013-8000 ext')).toBe('+8613800138000');
  });
});

describe('screen pop (WEB-2)', () => {
  test('what was typed while it rang is still there after the answer', async () => {
    const call = aCall();
    const session = new FakeSession({ calls: [call], activeCall: call });
    render(
      <CallweaveProvider session={session} locale="en">
        <ScreenPop>{() => <input aria-label="remark" />}</ScreenPop>
      </CallweaveProvider>,
    );
    await userEvent.type(screen.getByLabelText('remark'), 'two pans');
    const talking = aCall({ phase: 'talking', answeredAt: 2 });
    session.show({ calls: [talking], activeCall: talking });
    expect((screen.getByLabelText('remark') as HTMLInputElement).value).toBe('two pans');
  });
});
