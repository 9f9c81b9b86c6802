import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { QueueWall } from '../queue-wall/queue-wall.js';
import { FakeSession } from '../testing/fake-session.js';
import { aFloor, FLOOR_AT } from '../testing/floor.js';

afterEach(cleanup);

test('a wall keeps its last picture through a lost connection, and lets go of it when it is closed (SUP-1)', async () => {
  const session = new FakeSession({ connection: 'connecting', clockOffsetMs: FLOOR_AT - Date.now() });
  const { unmount } = render(
    <CallweaveProvider session={session} locale="en">
      <QueueWall />
    </CallweaveProvider>,
  );
  expect(session.asked).toEqual([]);
  session.show({ connection: 'open', monitor: aFloor(6) });
  await expect.poll(() => session.asked).toEqual(['start-monitor']);
  session.show({ connection: 'reconnecting' });
  expect((await screen.findAllByTestId('queue-row')).length).toBeGreaterThan(0);
  session.show({ connection: 'open' });
  // One frame later all that follows from it is done.
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  expect(session.asked).toEqual(['start-monitor']);
  unmount();
  expect(session.asked).toEqual(['start-monitor', 'stop-monitor']);
});

test('a session that is stopped and started again is asked again', async () => {
  const session = new FakeSession({ clockOffsetMs: FLOOR_AT - Date.now() });
  render(
    <CallweaveProvider session={session} locale="en">
      <QueueWall />
    </CallweaveProvider>,
  );
  session.show({ connection: 'stopped' });
  await expect.poll(() => session.asked).toEqual(['start-monitor', 'stop-monitor']);
  session.show({ connection: 'open' });
  await expect.poll(() => session.asked).toEqual(['start-monitor', 'stop-monitor', 'start-monitor']);
});
