import { aDecision } from '@callweave/cti-core/testing';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import type { ReactElement } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import './styles.css';
import { AgentBar } from './agent-bar/agent-bar.js';
import { AgentWall } from './agent-wall/agent-wall.js';
import { AlarmStrip } from './alarm-strip/alarm-strip.js';
import { CallExplanation } from './call-explanation/call-explanation.js';
import { CallPanel } from './call-panel/call-panel.js';
import { Disposition } from './disposition/disposition.js';
import { InspectionForm } from './inspection-form/inspection-form.js';
import { InspectionList } from './inspection-list/inspection-list.js';
import { ParkedCalls } from './parked-calls/parked-calls.js';
import { CallweaveProvider } from './provider/callweave-provider.js';
import { QueueBoard } from './queue-board/queue-board.js';
import { QueueWall } from './queue-wall/queue-wall.js';
import { RecordingList } from './recording-list/recording-list.js';
import { RecordingPlayer } from './recording-player/recording-player.js';
import { ScreenPop } from './screen-pop/screen-pop.js';
import { SupervisionBar } from './supervision/supervision-bar.js';
import { anInspection } from './testing/fake-quality.js';
import { aMark, aRecording } from './testing/fake-recordings.js';
import { aCall, anAgent, aPartyLeg, aQueue, FakeSession } from './testing/fake-session.js';
import { aFloor, FLOOR_AT } from './testing/floor.js';
import { TrunkWall } from './trunk-wall/trunk-wall.js';
import { Wallboard } from './wallboard/wallboard.js';

afterEach(cleanup);

const STATES = [
  'ready',
  'ringing',
  'dialling',
  'talking',
  'holding',
  'wrap-up',
  'aux',
  'logged-out',
] as const;

/** A conference with a call that waits, one held, one parked, and a note to be written. */
function manyCalls(): FakeSession {
  const legs = [
    aPartyLeg(null, { legId: 'leg-c' as never, address: '13800138000' }),
    aPartyLeg('1001'),
    aPartyLeg('1003', { state: 'alerting' }),
  ];
  const present = aCall({
    phase: 'conference',
    offer: null,
    legs,
    recording: 'paused',
    tags: ['vip'],
    notes: [{ at: 0, agentId: '1001' as never, text: 'Two pans' }],
    conference: {
      moderator: '1001' as never,
      locked: true,
      parties: legs.map(({ legId, state }) => ({ legId, connected: state === 'connected', muted: false })),
    },
    can: {
      manageParties: true,
      invite: true,
      transfer: true,
      consult: true,
      resumeRecording: true,
      annotate: true,
      hangUp: true,
    },
  });
  const waits = aCall({ callId: 'call-2' as never, can: { answer: true, reject: true } });
  const held = aCall({
    callId: 'call-3' as never,
    phase: 'talking',
    offer: null,
    heldSince: 1,
    consultOf: 'call-1' as never,
    can: { swap: true },
  });
  return new FakeSession({
    agent: anAgent({ state: 'talking', auxReason: null, can: { ...anAgent().can, pickUp: true } }),
    calls: [present, waits, held],
    activeCall: { ...present, consultation: { callId: held.callId, connected: true } },
    heldCalls: [held],
    parked: [
      {
        callId: 'call-4' as never,
        slot: '1',
        caller: '13600136000',
        callerName: null,
        queueId: null,
        by: '1003' as never,
        since: 1,
        until: 2,
      },
    ],
  });
}

/** Everything at once, in the state where most is shown. */
function session(): FakeSession {
  const call = aCall({ can: { answer: true, reject: true, setData: true } });
  return new FakeSession({
    agent: anAgent({ state: 'ringing', auxReason: null, queueIds: ['orders', 'service'] as never }),
    calls: [call],
    activeCall: call,
    monitor: {
      queues: [aQueue(), aQueue({ queueId: 'service' as never, name: 'Service', waiting: [] })],
      agents: STATES.map((state, index) => anAgent({ agentId: String(1001 + index) as never, state })),
      trunks: [],
      supervisions: [],
      alarms: [],
    },
  });
}

describe('WCAG 2.2 AA (WEB-4)', () => {
  for (const theme of ['light', 'dark'] as const) {
    test(`no widget has a violation in the ${theme} theme`, async () => {
      const { container } = render(
        <CallweaveProvider session={session()} locale="en" theme={theme}>
          <main style={{ background: 'var(--cw-surface-sunken)' }}>
            <h1>Work</h1>
            <h2>Call</h2>
            <AgentBar />
            <CallPanel />
            <ScreenPop>{() => <p>customer</p>}</ScreenPop>
            <QueueBoard />
            <AgentWall initialGrouping="state" />
            <CallExplanation decisions={[{ at: 0, kind: 'routed', decision: aDecision() }]} />
          </main>
        </CallweaveProvider>,
      );
      await screen.findByTestId('dial-queue');
      expect(await violationsIn(container)).toEqual([]);
    });

    test(`nor with several calls, a conference and the picker open, in the ${theme} theme (AGT-3, AGT-4)`, async () => {
      const { container } = render(
        <CallweaveProvider session={manyCalls()} locale="en" theme={theme}>
          <main style={{ background: 'var(--cw-surface-sunken)' }}>
            <h1>Work</h1>
            <h2>Calls</h2>
            <AgentBar />
            <ParkedCalls />
            <Disposition codes={[{ code: 'sold', name: 'Sold' }]} tagSuggestions={['gift']} />
          </main>
        </CallweaveProvider>,
      );
      screen.getByTestId('btn-transfer').click();
      await screen.findByTestId('picker-agent-1002');
      expect(await violationsIn(container)).toEqual([]);
    });

    test(`nor with recordings found, one played and one inspected, in the ${theme} theme (REC-2, REC-4)`, async () => {
      const recordings = new FakeSession();
      const held = aRecording({ heldFor: 'case 17', tags: ['vip'], data: { orderId: '4711' } });
      const can = { download: true, remove: true, hold: true };
      recordings.recordings.pages = [{ recordings: [held], next: '1', can }];
      recordings.recordings.noted = [aMark()];
      const answers = { greets: { value: 1, comment: 'late', atMs: 5_000 }, abuse: { value: 0 } };
      recordings.quality.one = anInspection({ answers, appeal: { text: 'why', at: 1 } });
      recordings.quality.pages = [{ inspections: [recordings.quality.one], next: '1' }];
      const { container } = render(
        <CallweaveProvider session={recordings} locale="en" theme={theme}>
          <main style={{ background: 'var(--cw-surface-sunken)' }}>
            <h1>Work</h1>
            <h2>Recordings</h2>
            <RecordingList selectedId="r-1" />
            <RecordingPlayer recording={held} can={can} />
            <InspectionList selectedId="i-1" />
            <InspectionForm inspectionId="i-1" />
          </main>
        </CallweaveProvider>,
      );
      await screen.findByTestId('recording-row');
      await screen.findByTestId('mark');
      await screen.findByTestId('inspection-row');
      await screen.findByTestId('question-abuse');
      screen.getByTestId('btn-more-filters').click();
      await screen.findByTestId('more-filters');
      expect(await violationsIn(container)).toEqual([]);
    });
  }
});

describe('WCAG 2.2 AA of what supervisors and wallboards show (WEB-4, SUP-1 to SUP-5)', () => {
  for (const theme of ['light', 'dark'] as const) {
    const draw = (children: ReactElement, supervises = false) => {
      const monitor = aFloor(90);
      const session = new FakeSession({
        role: 'supervisor',
        agent: anAgent({ agentId: 's-1' as never }),
        monitor,
        clockOffsetMs: FLOOR_AT - Date.now(),
        supervision: supervises
          ? ({
              supervisionId: 'sv',
              agentId: '1001',
              mode: 'barge',
              state: 'connected',
              startedAt: FLOOR_AT,
            } as never)
          : null,
      });
      return render(
        <CallweaveProvider session={session} locale="en" theme={theme}>
          <main style={{ background: 'var(--cw-surface-sunken)', inlineSize: 1280 }}>
            <h1>Floor</h1>
            <h2>Walls</h2>
            {children}
          </main>
        </CallweaveProvider>,
      ).container;
    };

    test(`the walls, with waiting callers and an agent’s panel open, in the ${theme} theme`, async () => {
      const container = draw(
        <>
          <SupervisionBar />
          <AlarmStrip />
          <QueueWall />
          <TrunkWall />
          <AgentWall initialGrouping="team" />
        </>,
        true,
      );
      await userEvent.click(screen.getAllByTestId('queue-row')[0]?.querySelector('button') as Element);
      await userEvent.click(screen.getAllByTestId('agent-tile')[3] as Element);
      await screen.findByTestId('agent-panel');
      expect(await violationsIn(container)).toEqual([]);
    });

    test(`the menu at a tile, and the question it asks, in the ${theme} theme`, async () => {
      const container = draw(<AgentWall />);
      const tile = document.querySelector('[data-agent][data-state="talking"]') as Element;
      fireEvent.contextMenu(tile, { clientX: 200, clientY: 200 });
      await screen.findByTestId('agent-menu');
      expect(await violationsIn(container)).toEqual([]);
      await userEvent.click(screen.getByTestId('agent-menu-hangUp'));
      await screen.findByTestId('confirm-action');
      expect(await violationsIn(container)).toEqual([]);
    });

    test(`the wallboard in the ${theme} theme`, async () => {
      expect(await violationsIn(draw(<Wallboard turnEveryMs={60_000} />))).toEqual([]);
    });
  }
});

async function violationsIn(container: Element): Promise<string[]> {
  const result = await axe.run(container, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  });
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
