import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { anAgent, aQueue, FakeSession } from '../testing/fake-session.js';
import { aFloor, FLOOR_AT } from '../testing/floor.js';
import '../styles.css';
import { fittingFont, wallboardFigures } from './wallboard.core.js';
import { Wallboard, type WallboardProps } from './wallboard.js';

afterEach(cleanup);

function draw(props: WallboardProps = {}, size = { inlineSize: 1920, blockSize: 1080 }, count = 90) {
  const session = new FakeSession({ monitor: aFloor(count), clockOffsetMs: FLOOR_AT - Date.now() });
  render(
    <CallweaveProvider session={session} locale="en">
      <div style={{ ...size, ['--cw-wallboard-height' as never]: `${size.blockSize}px` }}>
        <Wallboard {...props} />
      </div>
    </CallweaveProvider>,
  );
  return session;
}
const fontOf = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);

describe('the wallboard (SUP-1, SUP-2, SUP-3)', () => {
  test('on 1920 × 1080 its figures are as large as five metres ask: 64 pixels, and its rows 26', async () => {
    draw();
    const figure = within(screen.getByTestId('board-waiting')).getByText('16');
    expect(fontOf(figure)).toBeGreaterThanOrEqual(64);
    await waitFor(() =>
      expect(fontOf(screen.getAllByTestId('queue-row')[0] as Element)).toBeGreaterThanOrEqual(26),
    );
    const page = document.querySelector('.cw-wallboard__page') as Element;
    expect(page.scrollHeight).toBeLessThanOrEqual(page.clientHeight + 1);
  });

  test('90 agents stand on its page without scrolling, larger than on a desk', async () => {
    draw();
    await userEvent.click(screen.getByTestId('wallboard-agents'));
    await waitFor(() => expect(screen.getAllByTestId('agent-tile')).toHaveLength(90));
    const grid = screen.getByRole('grid');
    expect(grid.scrollHeight).toBeLessThanOrEqual(grid.clientHeight);
    expect(fontOf(grid)).toBeGreaterThan(17);
  });

  test('pages turn by themselves, and stay when they are told to', async () => {
    draw({ turnEveryMs: 300 });
    const current = () => document.querySelector('[aria-current="page"]')?.textContent;
    expect(current()).toBe('Queues');
    await waitFor(() => expect(current()).toBe('Agents'));
    await waitFor(() => expect(current()).toBe('Trunks'));
    await userEvent.click(screen.getByTestId('wallboard-turning'));
    expect(screen.getByTestId('wallboard-turning').getAttribute('aria-label')).toBe('Turn pages');
    await userEvent.click(screen.getByTestId('wallboard-queues'));
    expect(current()).toBe('Queues');
  });

  test('a lost connection is said: what stands there is not the latest', async () => {
    const session = draw();
    session.show({ connection: 'reconnecting' });
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('not the latest'));
  });

  test('it goes to the whole screen and back, or says why not', async () => {
    draw();
    await userEvent.click(screen.getByTestId('wallboard-full-screen'));
    await waitFor(() => {
      const on =
        screen.getByTestId('wallboard-full-screen').getAttribute('aria-label') === 'Leave full screen';
      expect(on || screen.queryByText(/Press F11/) !== null).toBe(true);
    });
    if (document.fullscreenElement !== null) await document.exitFullscreen();
  });
});

test('the level of the floor weighs each queue by its calls', () => {
  const queue = (level: number, answered: number) =>
    aQueue({ today: { ...aQueue().today, serviceLevel: level, answered } });
  const { level, longestSince, busy } = wallboardFigures({
    queues: [queue(1, 30), queue(0.5, 10)],
    agents: [anAgent({ state: 'ringing' }), anAgent({ state: 'holding' }), anAgent({ state: 'logged-out' })],
  });
  expect(level).toBe(0.875);
  expect(longestSince).toBe(FLOOR_AT - 31_000);
  expect(busy).toBe(2);
  expect(wallboardFigures({ queues: [], agents: [] })).toMatchObject({ level: null, longestSince: null });
});

test('the text shrinks with what is shown, and never below what can be read at a desk', () => {
  const room = { width: 1880, height: 760 };
  const sizes = [10, 90, 300, 1_000].map((tiles) => fittingFont(room, { tiles }, 40));
  expect(sizes[0]).toBe(40);
  expect(sizes[1]).toBeGreaterThan(sizes[2] as number);
  expect(sizes[3]).toBe(14);
});
