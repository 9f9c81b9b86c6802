import { createAgentSession } from '@callweave/web-sdk';
import { createMockServer, type MockServer } from '@callweave/web-sdk/testing';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentBar, CallweaveProvider, Disposition, ParkedCalls, ScreenPop } from './index.js';

let server: MockServer;
let session: ReturnType<typeof createAgentSession>;

beforeEach(async () => {
  server = createMockServer();
  session = createAgentSession({
    url: server.url,
    getToken: () => server.token,
    transport: server.transport,
    softphone: server.softphone,
    ringtone: false,
  });
  await session.start();
  await session.logIn();
  await session.setReady();
  render(
    <CallweaveProvider session={session} locale="en">
      <AgentBar />
      <ParkedCalls />
      <Disposition codes={[{ code: 'sold', name: 'Sold' }]} />
      <ScreenPop>{(call) => <input aria-label={`order of ${call.caller}`} />}</ScreenPop>
    </CallweaveProvider>,
  );
  const { callId } = server.offerCall({ caller: '13800138000', callerName: 'Li' });
  await session.answer(callId);
  await inState('talking');
});

afterEach(async () => {
  cleanup();
  await session.stop();
});

const inState = (wanted: string) =>
  expect.poll(() => screen.getByTestId('agent-state').dataset.state).toBe(wanted);
const press = async (button: string) => userEvent.click(await screen.findByTestId(button));
const order = (caller: string) => screen.getByLabelText(`order of ${caller}`) as HTMLInputElement;

async function consult() {
  await press('btn-transfer');
  await screen.findByTestId('picker-agent-a-1002');
  await userEvent.keyboard('zhou{Enter}');
  await inState('dialling');
  server.colleagueAnswers();
  await inState('talking');
}

describe('the telephone functions on the real protocol: session and widgets against a server in memory (AGT-3, AGT-4)', () => {
  test('he consults, swaps, and completes; the order form stays as it was typed', async () => {
    await userEvent.type(order('13800138000'), 'two pans');
    await consult();
    expect(screen.getByTestId('bar-call').textContent).toContain('Consulting Zhou Min');
    expect(order('13800138000')).toMatchObject({ value: 'two pans' });
    await press('btn-swap');
    await expect.poll(() => screen.getByTestId('line-held').textContent).toContain('Zhou Min');
    await press('btn-complete-transfer');
    await inState('wrap-up');
    expect(screen.getByTestId('call-phase').textContent).toBe('Handed on');
    expect(order('13800138000').value).toBe('two pans');
    await userEvent.click(screen.getByText('Sold'));
    await press('btn-finish-wrapup');
    await inState('ready');
    expect(screen.queryByTestId('screen-pop')).toBeNull();
  });

  test('three talk; the colleague leaves, and two are left in an ordinary call', async () => {
    await consult();
    await press('btn-conference');
    await expect.poll(() => screen.queryAllByTestId('party')).toHaveLength(3);
    const drops = screen.getAllByTestId('btn-party-drop');
    await userEvent.click(drops[1] as HTMLElement);
    await expect.poll(() => screen.queryByTestId('party')).toBeNull();
    expect(screen.getByTestId('call-phase').textContent).toBe('Talking');
  });

  test('a second call waits, is answered, and both forms keep what was typed through a swap', async () => {
    await userEvent.type(order('13800138000'), 'two pans');
    server.offerCall({ caller: '13600136000', callerName: 'Zhao' });
    await press('btn-answer-waiting');
    await expect.poll(() => screen.getByTestId('line-held').textContent).toContain('Li');
    await userEvent.type(order('13600136000'), 'one kettle');
    await press('btn-swap');
    await expect.poll(() => screen.getByTestId('line-held').textContent).toContain('Zhao');
    expect(order('13800138000').value).toBe('two pans');
    expect(order('13600136000').value).toBe('one kettle');
    expect(order('13600136000').closest('[hidden]')).not.toBeNull();
  });

  test('a call that is handed on and not taken comes back, and the bar says why', async () => {
    const [call] = server.calls;
    if (call === undefined) throw new Error('He talks.');
    await press('btn-transfer');
    await screen.findByTestId('picker-agent-a-1002');
    await userEvent.keyboard('zhou{Control>}{Enter}{/Control}');
    await inState('wrap-up');
    server.transferFails(call.callId, 'no-answer');
    expect((await screen.findByTestId('transfer-failed')).textContent).toContain(
      'Zhou Min failed: no answer',
    );
    await press('btn-answer');
    await inState('talking');
    await expect.poll(() => screen.queryByTestId('transfer-failed')).toBeNull();
  });

  test('parked, seen by everybody, picked up', async () => {
    await press('btn-more');
    await press('btn-more-park');
    expect((await screen.findByTestId('parked-line')).textContent).toContain('parked by you');
    await press('btn-finish-wrapup');
    await press('btn-pick-up');
    await inState('talking');
    expect(screen.queryByTestId('parked-line')).toBeNull();
  });
});
