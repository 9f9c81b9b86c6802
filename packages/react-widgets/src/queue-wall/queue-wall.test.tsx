import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aQueue, FakeSession } from '../testing/fake-session.js';
import '../styles.css';
import { levelLine, levelNow } from './queue-wall.core.js';
import { QueueWall } from './queue-wall.js';

const AT = 1_795_000_000_000;
const PRESENT = AT - (AT % 300_000);
const stretch = (ago: number, answered: number, inTime: number, abandoned = 0) => ({
  at: PRESENT - ago * 300_000,
  answered,
  inTime,
  abandoned,
  serviceLevel: answered === 0 ? null : inTime / answered,
});

function draw(queue = aQueue()) {
  const monitor = { queues: [queue], agents: [], trunks: [], supervisions: [], alarms: [] };
  const session = new FakeSession({ monitor });
  render(
    <CallweaveProvider session={session} locale="en">
      <QueueWall targetLevel={0.8} />
    </CallweaveProvider>,
  );
  return session;
}
const row = () => screen.getByTestId('queue-row');

afterEach(cleanup);

describe('the wall of queues (SUP-2)', () => {
  test('a row says who waits and how long, what came of the day, and who serves it', () => {
    draw();
    expect(row().textContent).toMatch(/1[^0-9]?0:3\d/);
    expect(row().dataset.heat).toBe('warm');
    expect(row().textContent).toContain('Answered110');
    expect(row().textContent).toContain('Abandoned6');
    expect(within(row()).getByTitle('Paused').textContent).toBe('Paused1');
  });

  test('a press shows the callers, in the order in which they are served; another hides them', async () => {
    const caller = { callId: 'call-8' as never, caller: '13700137000', queuedAt: AT - 90_000, offered: true };
    const [waits] = aQueue().waiting;
    draw(aQueue({ waiting: [caller, { ...(waits as typeof caller), callBack: true }] }));
    await userEvent.click(screen.getByRole('button', { name: '订购热线' }));
    const callers = within(screen.getByRole('list', { name: 'Who waits in 订购热线' }));
    expect(callers.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^13700137000ringing1:[3]\d$/),
      expect.stringMatching(/^13900139000to be called back0:3\d$/),
    ]);
    expect(row().dataset.heat).toBe('hot');
    await userEvent.click(screen.getByRole('button', { name: '订购热线' }));
    expect(screen.queryByText('13700137000')).toBeNull();
  });

  test('the level is that of the last half hour, and the line says its figures to a screen reader', () => {
    draw(aQueue({ recent: [stretch(2, 10, 5, 3), stretch(0, 10, 8)] }));
    expect(row().textContent).toContain('65%88% today');
    const line = screen.getByRole('img');
    expect(line.getAttribute('aria-label')).toMatch(/50%, 3 abandoned; .*80%, 0 abandoned/);
    expect(line.querySelectorAll('.cw-level-line__dot')).toHaveLength(2);
  });

  test('a change of the queue is drawn in the next frame', async () => {
    const session = draw();
    const [queue] = session.state.monitor?.queues ?? [];
    const monitor = session.state.monitor as NonNullable<typeof session.state.monitor>;
    session.show({ monitor: { ...monitor, queues: [{ ...(queue as typeof queue & object), waiting: [] }] } });
    await waitFor(() => expect(row().textContent).toContain('nobody waits'));
    expect(row().dataset.heat).toBe('calm');
  });
});

test('stretches in which nothing happened are holes of the line, not zeroes', () => {
  const line = levelLine({ recent: [stretch(6, 4, 4), stretch(1, 4, 2, 1)] }, AT);
  expect(line.map(({ level }) => level)).toEqual([1, null, null, null, null, 0.5, null]);
  expect(line.map(({ abandoned }) => abandoned)).toEqual([0, 0, 0, 0, 0, 1, 0]);
  expect(levelLine({ recent: [stretch(9, 4, 4)] }, AT).every(({ level }) => level === null)).toBe(true);
  expect(levelLine({}, AT)).toEqual([]);
});

test('where nobody was answered in the last half hour, the level is that of today', () => {
  expect(levelNow(aQueue({ recent: [stretch(1, 0, 0, 2)] }))).toBe(0.883);
  expect(levelNow(aQueue({ recent: [stretch(1, 3, 3), stretch(0, 1, 0)] }))).toBe(0.75);
});
