import { CallweaveError } from '@callweave/cti-core';
import type { TerminalRecording } from '@callweave/web-sdk';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallPanel } from '../call-panel/call-panel.js';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aCall, FakeSession } from '../testing/fake-session.js';

afterEach(cleanup);

const talking = aCall({ phase: 'talking', offer: null, answeredAt: 1, local: 'connected' });

const aTake = (changes: Partial<TerminalRecording> = {}): TerminalRecording => ({
  recordingId: 'take-1',
  callId: talking.callId,
  state: 'recording',
  startedAt: 1,
  durationMs: 42_000,
  bytes: 400_000,
  sentBytes: 0,
  error: null,
  ...changes,
});

function draw(session: FakeSession) {
  render(
    <CallweaveProvider session={session} locale="zh-CN">
      <CallPanel terminalRecording />
    </CallweaveProvider>,
  );
  return session;
}

const row = () => screen.getByTestId('terminal-recording');

describe('the browser’s own recording (终端录音, AGT-7)', () => {
  test('given a call with sound here, one press begins it, another ends it', async () => {
    const session = draw(new FakeSession({ calls: [talking], activeCall: talking }));
    await userEvent.click(screen.getByTestId('btn-start-terminal'));
    session.show({ terminalRecordings: [aTake()] });
    expect((await screen.findByTestId('terminal-recording')).textContent).toContain('正在终端录音 0:42');
    expect(screen.queryByTestId('btn-start-terminal')).toBeNull();
    await userEvent.click(screen.getByTestId('btn-stop-terminal'));
    expect(session.asked).toEqual(['start-terminal-recording', 'stop-terminal-recording']);
  });

  test('then it is sent, and kept: how far is shown, and that it is there', async () => {
    const session = draw(
      new FakeSession({ terminalRecordings: [aTake({ state: 'sending', sentBytes: 252_000 })] }),
    );
    expect(row().textContent).toContain('正在上传 63%');
    session.show({ terminalRecordings: [] });
    session.emit('terminal-recording-stored', aTake());
    await expect
      .poll(() => screen.getByTestId('terminal-recordings').textContent)
      .toBe('终端录音已保存（0:42）');
  });

  test('what the server refused says why, is tried again, or thrown away', async () => {
    const error = new CallweaveError('access.denied', 'No.');
    const session = draw(new FakeSession({ terminalRecordings: [aTake({ state: 'failed', error })] }));
    expect(row().textContent).toContain('上传失败');
    expect(row().textContent).toContain('没有权限');
    await userEvent.click(screen.getByTestId('btn-retry-terminal'));
    await userEvent.click(screen.getByTestId('btn-discard-terminal'));
    expect(session.asked).toEqual(['retry-terminal-recording take-1', 'discard-terminal-recording take-1']);
  });

  test('a microphone that is refused is said beside the button', async () => {
    const session = draw(new FakeSession({ calls: [talking], activeCall: talking }));
    session.refusal = new CallweaveError('device.unsupported', 'No.');
    await userEvent.click(screen.getByTestId('btn-start-terminal'));
    expect((await screen.findByRole('alert')).textContent).toContain('当前浏览器不支持');
  });

  test('with a desk phone, or between calls, there is nothing of it', () => {
    draw(new FakeSession());
    expect(screen.queryByTestId('terminal-recordings')).toBeNull();
  });
});
