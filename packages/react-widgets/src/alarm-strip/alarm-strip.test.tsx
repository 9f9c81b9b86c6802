import type { AlarmSnapshot } from '@callweave/cti-core';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { FakeSession } from '../testing/fake-session.js';
import { aFloor, FLOOR_AT } from '../testing/floor.js';
import '../styles.css';
import { AlarmStrip } from './alarm-strip.js';

afterEach(cleanup);

function draw() {
  const session = new FakeSession({ monitor: aFloor(20), clockOffsetMs: FLOOR_AT - Date.now() });
  render(
    <CallweaveProvider session={session} locale="en">
      <AlarmStrip />
    </CallweaveProvider>,
  );
  return session;
}
const alarms = () => screen.getAllByTestId('alarm');
const withAlarms = (
  session: FakeSession,
  change: (now: readonly AlarmSnapshot[]) => readonly AlarmSnapshot[],
) => {
  const monitor = session.state.monitor as NonNullable<typeof session.state.monitor>;
  session.show({ monitor: { ...monitor, alarms: change(monitor.alarms) } });
};

describe('alarms (SUP-5)', () => {
  test('the worst stands first, each with whom, what, by how much and since when', () => {
    draw();
    expect(alarms().map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^Criticalcarrier-mobile trunk is down4:0\d/),
      expect.stringMatching(/^Warning订购热线 longest wait 1:32 \(limit 1:00\)0:3\d/),
      expect.stringMatching(/^Note\S+ in this state for 21:00 \(limit 20:00\)1:0\d/),
    ]);
    expect(alarms()[2]?.textContent).not.toContain('1003');
  });

  test('one that is acknowledged steps back on this page, and says so; raised anew, it is new', async () => {
    const session = draw();
    await userEvent.click(screen.getByRole('button', { name: 'Got it: carrier-mobile' }));
    const last = alarms()[2] as HTMLElement;
    expect(last.dataset.acknowledged).toBe('true');
    expect(within(last).getByText('acknowledged')).toBeTruthy();
    withAlarms(session, (now) =>
      now.map((alarm) => (alarm.subject === 'carrier-mobile' ? { ...alarm, raisedAt: FLOOR_AT } : alarm)),
    );
    await waitFor(() => expect(alarms()[0]?.dataset.acknowledged).toBe('false'));
  });

  test('a screen reader hears of a new one, and a cleared one goes', async () => {
    const session = draw();
    const [first] = session.state.monitor?.alarms ?? [];
    const fresh = { ...(first as AlarmSnapshot), subject: 'pstn-1', raisedAt: FLOOR_AT };
    withAlarms(session, (now) => [...now, fresh]);
    await waitFor(() =>
      expect(screen.getByTestId('alarm-announcer').textContent).toBe('pstn-1 trunk is down'),
    );
    withAlarms(session, () => []);
    await waitFor(() => expect(screen.queryByTestId('alarm')).toBeNull());
  });
});
