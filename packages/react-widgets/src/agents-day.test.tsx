import { createAgentSession } from '@callweave/web-sdk';
import { createMockServer, type MockServer } from '@callweave/web-sdk/testing';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupWorker } from 'msw/browser';
import { StrictMode } from 'react';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AgentBar, CallPanel, CallweaveProvider, QueueBoard, ScreenPop } from './index.js';

const worker = setupWorker();
let server: MockServer;
let session: ReturnType<typeof createAgentSession>;

beforeAll(() => worker.start({ quiet: true, onUnhandledRequest: 'bypass' }));
afterAll(() => worker.stop());

beforeEach(async () => {
  server = createMockServer();
  worker.use(...server.handlers);
  session = createAgentSession({
    url: server.url,
    // Over HTTP, as a page without a back end of its own logs in.
    getToken: async () => {
      const reply = await fetch('http://127.0.0.1:7080/api/v1/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account: '1001', password: 'mock' }),
      });
      return ((await reply.json()) as { token: string }).token;
    },
    softphone: server.softphone,
    ringtone: false,
  });
  await session.start();
  await session.logIn();
  render(
    <StrictMode>
      <CallweaveProvider session={session} locale="en">
        <AgentBar />
        <CallPanel />
        <ScreenPop>{(call) => <p data-testid="pop">{`order of ${call.caller}`}</p>}</ScreenPop>
        <QueueBoard />
      </CallweaveProvider>
    </StrictMode>,
  );
});
afterEach(async () => {
  cleanup();
  await session.stop();
  worker.resetHandlers();
});

const state = () => screen.getByTestId('agent-state').dataset.state;
const inState = (wanted: string) => waitFor(() => expect(state()).toBe(wanted));
const press = async (button: string) => userEvent.click(await screen.findByTestId(button));

describe('an agent’s day on the real protocol: session and widgets against a server that msw plays (WEB-1, WEB-3, AGT-1)', () => {
  test('ready, rung with a screen pop, talking, held, retrieved, hung up, wrapped up, ready again', async () => {
    await press('btn-ready');
    await inState('ready');
    server.offerCall({ caller: '13800138000' });
    await inState('ringing');
    expect((await screen.findByTestId('pop')).textContent).toBe('order of 13800138000');
    await press('btn-answer');
    await inState('talking');
    await press('btn-hold');
    await inState('holding');
    await press('btn-retrieve');
    await inState('talking');
    await press('btn-hangup');
    await inState('wrap-up');
    await press('btn-finish-wrapup');
    await inState('ready');
    expect(screen.queryByTestId('pop')).toBeNull();
  });

  test('the connection breaks while he talks: the bar says that the call goes on, and what happened meanwhile is caught up', async () => {
    await press('btn-ready');
    await inState('ready');
    server.offerCall();
    await press('btn-answer');
    await inState('talking');
    server.dropConnection();
    server.endCall(undefined, 'customer');
    await inState('wrap-up');
    await press('btn-finish-wrapup');
    await inState('ready');
  });

  test('a call that he lets ring goes back to its queue, and he is put aside with the reason shown', async () => {
    await press('btn-ready');
    await inState('ready');
    server.offerCall();
    await inState('ringing');
    server.offerTimesOut();
    await inState('aux');
    expect(screen.queryByTestId('pop')).toBeNull();
  });

  test('what the server refuses is said, and nothing changes', async () => {
    server.refuseNext('agent.set-ready', 'agent.not-allowed-now');
    await press('btn-ready');
    expect((await screen.findByTestId('cw-problem')).textContent).toContain('Refused by the test.');
    expect(state()).toBe('aux');
  });
});
