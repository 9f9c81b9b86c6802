import type { AgentId } from '@callweave/cti-core';
import { CallweaveError } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AgentBar } from '../agent-bar/agent-bar.js';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aCall, aDirectory, anAgent, FakeSession } from '../testing/fake-session.js';
import { pickerEntries } from './transfer-picker.core.js';

const talking = (can: Parameters<typeof aCall>[0] = {}) =>
  aCall({ phase: 'talking', offer: null, answeredAt: 1, can: { transfer: true, consult: true }, ...can });

function open(call = talking()) {
  const session = new FakeSession({
    agent: anAgent({ state: 'talking', auxReason: null }),
    calls: [call],
    activeCall: call,
  });
  render(
    <CallweaveProvider session={session} locale="en">
      <AgentBar />
    </CallweaveProvider>,
  );
  return session;
}

const keys = { purpose: 'transfer', self: '1001' as AgentId } as const;

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('what the picker offers (AGT-3)', () => {
  test('agents by how soon they answer, then queues; not oneself', () => {
    const names = pickerEntries(aDirectory(), '', keys).map((entry) => entry.name);
    expect(names).toEqual(['周敏', '陈杰', '刘洋', '订购热线', '售后服务']);
  });

  test('a number that is a colleague’s extension is the colleague; any other can be dialled', () => {
    expect(pickerEntries(aDirectory(), '1003', keys).map((entry) => entry.key)).toEqual(['agent-1003']);
    expect(pickerEntries(aDirectory(), '0571-8888 6666', keys)[0]).toMatchObject({
      destination: { to: 'number', number: '0571-88886666' },
    });
  });

  test('who is invited is a person: queues are left out', () => {
    const entries = pickerEntries(aDirectory(), '', { ...keys, purpose: 'invite' });
    expect(entries.every((entry) => entry.is === 'agent')).toBe(true);
  });
});

describe('the picker by keyboard alone (AGT-3, WEB-4)', () => {
  test('Alt+T, some letters, Enter: he consults', async () => {
    const session = open();
    await userEvent.keyboard('{Alt>}t{/Alt}');
    expect(document.activeElement).toBe(screen.getByTestId('picker-input'));
    await screen.findByTestId('picker-agent-1002');
    await userEvent.keyboard('陈{Enter}');
    expect(session.asked).toEqual(['consult call-1 1003']);
    await expect.poll(() => screen.queryByTestId('transfer-picker')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('btn-transfer'));
  });

  test('Ctrl+Enter hands the caller on at once; the arrows pass over who cannot be reached', async () => {
    const session = open();
    await userEvent.click(screen.getByTestId('btn-transfer'));
    await screen.findByTestId('picker-agent-1002');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    const field = screen.getByTestId('picker-input');
    const active = document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
    expect(active?.textContent).toContain('订购热线');
    await userEvent.keyboard('{ArrowUp}{Control>}{Enter}{/Control}');
    expect(session.asked).toEqual(['transfer call-1 1003']);
  });

  test('a queue has nobody to consult: Enter hands on', async () => {
    const session = open();
    await userEvent.click(screen.getByTestId('btn-transfer'));
    await screen.findByTestId('picker-queue-service');
    await userEvent.keyboard('售后{Enter}');
    expect(session.asked).toEqual(['transfer call-1 service']);
  });

  test('a refusal stays beside the hand, with what was typed', async () => {
    const session = open();
    session.refusal = new CallweaveError('call.destination-unavailable', 'He is busy.');
    await userEvent.click(screen.getByTestId('btn-transfer'));
    await screen.findByTestId('picker-agent-1003');
    await userEvent.keyboard('1003{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('Busy, away, or the phone is offline');
    expect((screen.getByTestId('picker-input') as HTMLInputElement).value).toBe('1003');
  });

  test('Escape leaves everything as it was', async () => {
    const session = open();
    await userEvent.click(screen.getByTestId('btn-transfer'));
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByTestId('transfer-picker')).toBeNull();
    expect(session.asked).toEqual([]);
  });

  test('when the caller hangs up there is nothing left to choose for: it closes', async () => {
    const session = open();
    await userEvent.click(screen.getByTestId('btn-transfer'));
    const ended = talking({ phase: 'ended', can: {} });
    session.show({ calls: [ended], activeCall: ended });
    await expect.poll(() => screen.queryByTestId('transfer-picker')).toBeNull();
  });
});

describe('the picker’s directory (AGT-3)', () => {
  test('it is read again while the picker is open: states change under the eye', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const session = open();
    screen.getByTestId('btn-transfer').click();
    expect((await screen.findByTestId('picker-agent-1003')).textContent).toContain('Talking');
    const directory = aDirectory();
    session.directory = {
      ...directory,
      agents: directory.agents.map((agent) => ({ ...agent, state: 'ready' })),
    };
    vi.advanceTimersByTime(3_000);
    await expect.poll(() => screen.getByTestId('picker-agent-1003').textContent).toContain('Ready');
  });

  test('one that cannot be read says so, and a number can be dialled all the same', async () => {
    const session = open();
    session.directory = new CallweaveError('connection.lost', 'Lost.');
    await userEvent.click(screen.getByTestId('btn-transfer'));
    expect((await screen.findByRole('alert')).textContent).toContain('The connection to the server is lost');
    await userEvent.keyboard('13700137000{Enter}');
    expect(session.asked).toEqual(['consult call-1 13700137000']);
  });
});
