import type { AgentSnapshot } from '@callweave/cti-core';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { anAgent, FakeSession } from '../testing/fake-session.js';
import { aFloor, FLOOR_AT } from '../testing/floor.js';
import '../styles.css';
import { AgentWall, type AgentWallProps } from './agent-wall.js';

afterEach(cleanup);

const SUPERVISOR = anAgent({ agentId: 's-1' as never, name: '林班长', state: 'aux' });

function draw(count: number, props: AgentWallProps = {}, width = 1280, height = '720px') {
  const session = new FakeSession({
    role: 'supervisor',
    agent: SUPERVISOR,
    monitor: aFloor(count),
    clockOffsetMs: FLOOR_AT - Date.now(),
  });
  render(
    <CallweaveProvider session={session} locale="en">
      <div style={{ inlineSize: width, ['--cw-wall-height' as never]: height }}>
        <AgentWall {...props} />
      </div>
    </CallweaveProvider>,
  );
  return session;
}

const tiles = () => screen.getAllByTestId('agent-tile');
const idsOf = (found: readonly HTMLElement[]) => found.map(({ dataset }) => dataset.agent);
const tileOf = (id: string) => tiles().find(({ dataset }) => dataset.agent === id) as HTMLElement;
const scroller = () => screen.getByRole('grid');
/** What an event tells of one agent. */
const change = (session: FakeSession, id: string, facts: Partial<AgentSnapshot>) => {
  const monitor = session.state.monitor as NonNullable<typeof session.state.monitor>;
  const agents = monitor.agents.map((agent) => (agent.agentId === id ? { ...agent, ...facts } : agent));
  session.show({ monitor: { ...monitor, agents } });
};

describe('the wall of agents (SUP-3)', () => {
  test.each(['none', 'team'] as const)(
    '90 agents stand at a glance on 1280 × 800, grouped by %s: nothing scrolls',
    async (initialGrouping) => {
      draw(90, { initialGrouping });
      await waitFor(() => expect(tiles()).toHaveLength(90));
      expect(scroller().scrollHeight).toBeLessThanOrEqual(scroller().clientHeight);
      expect(tiles().every((tile) => tile.scrollHeight <= tile.clientHeight + 1)).toBe(true);
    },
  );

  test('a tile says with whom its agent talks, and for which queue; the panel has the number, too', async () => {
    const session = draw(6, { density: 'comfortable' });
    const call = {
      direction: 'inbound',
      number: '13800138000',
      name: '李秀英',
      queueName: '订购热线',
    } as const;
    change(session, '1001', { state: 'talking', call });
    await waitFor(() => expect(tileOf('1001').textContent).toContain('李秀英 · 订购热线'));
    await userEvent.click(tileOf('1001'));
    expect(screen.getByTestId('agent-panel').textContent).toContain('李秀英 · 13800138000 · 订购热线');
    await userEvent.keyboard('{Escape}');
    await userEvent.type(screen.getByTestId('agent-search'), '138001');
    await waitFor(() => expect(idsOf(tiles())).toEqual(['1001']));
  });

  test('of 1,000 agents those in sight are drawn, and the last comes by the End key', async () => {
    draw(1_000);
    expect(tiles().length).toBeLessThan(300);
    tiles()[0]?.focus();
    await userEvent.keyboard('{Control>}{End}{/Control}');
    await waitFor(() => expect((document.activeElement as HTMLElement).dataset.agent).toBe('2000'));
    expect(scroller().scrollTop).toBeGreaterThan(1_000);
  });

  test('a tile keeps its place when its agent changes his state', async () => {
    const session = draw(30);
    await waitFor(() => expect(tiles()).toHaveLength(30));
    const before = idsOf(tiles());
    change(session, '1005', { state: 'wrap-up', since: FLOOR_AT - 5_000 });
    await waitFor(() => expect(tileOf('1005').dataset.state).toBe('wrap-up'));
    expect(idsOf(tiles())).toEqual(before);
  });

  test('a state that lasts longer than its threshold turns warm by itself', async () => {
    const session = draw(5, { thresholds: { ready: 10_000 } });
    change(session, '1001', { state: 'ready', since: FLOOR_AT - 9_500 });
    await waitFor(() => expect(tileOf('1001').dataset.state).toBe('ready'));
    expect(tileOf('1001').dataset.heat).toBe('calm');
    await waitFor(() => expect(tileOf('1001').dataset.heat).toBe('warm'), { timeout: 3_000 });
  });

  test('search and a press on a state leave those that fit; the counts are of all', async () => {
    draw(90);
    const talking = screen.getByTestId('agent-state-talking');
    const count = Number(within(talking).getByText(/^\d+$/).textContent);
    await userEvent.click(talking);
    await waitFor(() => expect(tiles()).toHaveLength(count));
    await userEvent.type(screen.getByTestId('agent-search'), 'nobody of that name');
    await userEvent.click(await screen.findByRole('button', { name: 'Clear the filter' }));
    await waitFor(() => expect(tiles()).toHaveLength(90));
  });

  test('grouped by team, every team has its heading', async () => {
    draw(20, { initialGrouping: 'team' });
    expect(screen.getByText('A 班')).toBeTruthy();
    await userEvent.selectOptions(screen.getByTestId('agent-grouping'), 'state');
    await waitFor(() => expect(idsOf(tiles())).toHaveLength(20));
    expect(screen.queryByText('A 班')).toBeNull();
  });

  test('arrows lead from tile to tile, Enter opens his figures, Escape leads back', async () => {
    draw(30);
    tiles()[0]?.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowLeft}{ArrowUp}{ArrowRight}{Enter}');
    const panel = await screen.findByTestId('agent-panel');
    expect(panel.getAttribute('aria-label')).toContain(tiles()[1]?.textContent?.slice(0, 2));
    expect(within(panel).getByText('Average talk')).toBeTruthy();
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByTestId('agent-panel')).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(tiles()[1]));
  });
});

describe('what a supervisor does at a tile (SUP-4)', () => {
  const talking = (session: FakeSession, id = '1001') =>
    change(session, id, { state: 'talking', callId: 'call-7' as never, reachable: true });
  const menuOf = async (id: string) => {
    await waitFor(() => expect(tileOf(id).dataset.state).toBe('talking'));
    fireEvent.contextMenu(tileOf(id), { clientX: 80, clientY: 80 });
    return screen.findByTestId('agent-menu');
  };

  test('a right click opens the menu at the hand, and listening begins', async () => {
    const session = draw(12);
    talking(session);
    await menuOf('1001');
    await userEvent.click(screen.getByTestId('agent-menu-listen'));
    await waitFor(() => expect(session.asked).toContain('supervise 1001 listen'));
    await waitFor(() => expect(screen.queryByTestId('agent-menu')).toBeNull());
    expect(document.activeElement).toBe(tileOf('1001'));
  });

  test.each(['{Shift>}{F10}{/Shift}', '{ContextMenu}'])('%s opens the same menu', async (keys) => {
    const session = draw(12);
    talking(session);
    await waitFor(() => expect(tileOf('1001').dataset.state).toBe('talking'));
    tileOf('1001').focus();
    await userEvent.keyboard(keys);
    await screen.findByTestId('agent-menu');
    expect(document.activeElement).toBe(screen.getByTestId('agent-menu-listen'));
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(session.asked).toContain('supervise 1001 whisper'));
  });

  test('so does a finger that rests; one that scrolls does not', async () => {
    const session = draw(12);
    talking(session);
    await waitFor(() => expect(tileOf('1001').dataset.state).toBe('talking'));
    const finger = { pointerType: 'touch', isPrimary: true, clientX: 40, clientY: 40 };
    fireEvent.pointerDown(tileOf('1002'), finger);
    fireEvent.pointerMove(tileOf('1002'), { ...finger, clientY: 90 });
    fireEvent.pointerDown(tileOf('1001'), finger);
    const menu = await screen.findByTestId('agent-menu');
    expect(menu.getAttribute('aria-label')).toContain(tileOf('1001').textContent?.slice(0, 2));
    fireEvent.pointerUp(tileOf('1001'), finger);
    fireEvent.click(tileOf('1001'));
    expect(screen.queryByTestId('agent-panel')).toBeNull();
  });

  test('what cuts a customer off is asked once more, with Cancel under the hand', async () => {
    const session = draw(12);
    talking(session);
    await menuOf('1001');
    await userEvent.click(screen.getByTestId('agent-menu-hangUp'));
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(session.asked).not.toContain('force-hang-up 1001');
    await userEvent.click(screen.getByTestId('confirm-yes'));
    await waitFor(() => expect(session.asked).toContain('force-hang-up 1001'));
  });

  test('what the server refuses is said where the hand is', async () => {
    const session = draw(12);
    const { CallweaveError } = await import('@callweave/cti-core');
    talking(session);
    await menuOf('1001');
    session.refusal = new CallweaveError('access.denied', 'not yours');
    await userEvent.click(screen.getByTestId('agent-menu-barge'));
    expect((await screen.findByRole('alert')).textContent).toContain('Ask a team leader');
  });

  test('to take over without listening first, his phone is rung, and then the call is his', async () => {
    const session = draw(12);
    talking(session);
    const supervision = {
      supervisionId: 'sv' as never,
      supervisorId: 's-1' as never,
      agentId: '1001' as never,
      callId: 'call-7' as never,
      mode: 'listen',
      legId: 'leg' as never,
      startedAt: FLOOR_AT,
    } as const;
    session.supervise = async (agentId) => {
      session.asked.push(`supervise ${agentId}`);
      session.show({ supervision: { ...supervision, state: 'ringing' } });
    };
    await menuOf('1001');
    await userEvent.click(screen.getByTestId('agent-menu-takeOver'));
    await userEvent.click(screen.getByTestId('confirm-yes'));
    await waitFor(() => expect(session.asked).toContain('supervise 1001'));
    expect(session.asked).not.toContain('take-over');
    session.show({ supervision: { ...supervision, state: 'connected' } });
    await waitFor(() => expect(session.asked).toContain('take-over'));
  });

  test('an agent sees the wall and no menu', async () => {
    const session = draw(12);
    session.show({ role: 'agent' });
    talking(session);
    await waitFor(() => expect(tileOf('1001').dataset.state).toBe('talking'));
    const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
    tileOf('1001').dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    expect(screen.queryByTestId('agent-menu')).toBeNull();
  });
});
