import type { ParkedCall } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { anAgent, FakeSession } from '../testing/fake-session.js';
import { ParkedCalls } from './parked-calls.js';

const AT = 1_795_000_000_000;

const aParked = (slot: string, changes: Partial<ParkedCall> = {}): ParkedCall => ({
  callId: `call-${slot}` as never,
  slot,
  caller: '13600136000',
  callerName: '赵倩',
  queueId: null,
  by: '1003' as never,
  since: AT - 60_000,
  until: AT + 60_000,
  ...changes,
});

function draw(parked: readonly ParkedCall[], pickUp = true) {
  const agent = anAgent({ can: { ...anAgent().can, pickUp } });
  const session = new FakeSession({ agent, parked });
  render(
    <CallweaveProvider session={session} locale="en">
      <ParkedCalls />
    </CallweaveProvider>,
  );
  return session;
}

afterEach(cleanup);

describe('parked calls (AGT-4)', () => {
  test('by slot, with who parked it and the time that is left', async () => {
    draw([aParked('10'), aParked('2', { by: '1001' as never, until: AT + 20_000 })]);
    await expect
      .poll(() => screen.getAllByTestId('parked-line')[1]?.textContent)
      .toMatch(/^10赵倩parked by 陈杰/);
    const [first] = screen.getAllByTestId('parked-line');
    expect(first?.textContent).toMatch(/^2赵倩parked by you1:0\d0:[12]\d left/);
    expect(first?.dataset.warm).toBe('true');
  });

  test('whoever is free picks one up', async () => {
    const session = draw([aParked('1')]);
    await userEvent.click(screen.getByRole('button', { name: 'Pick up: 赵倩' }));
    expect(session.asked).toEqual(['pick-up call-1']);
  });

  test('whoever talks sees them and cannot', () => {
    draw([aParked('1')], false);
    expect(screen.queryByRole('button')).toBeNull();
  });

  test('none is said, too', () => {
    draw([]);
    expect(screen.getByText('No call is parked')).toBeTruthy();
  });
});
