import { aDecision } from '@callweave/cti-core/testing';
import { cleanup, render } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import './styles.css';
import { AgentBar } from './agent-bar/agent-bar.js';
import { AgentBoard } from './agent-board/agent-board.js';
import { CallExplanation } from './call-explanation/call-explanation.js';
import { CallPanel } from './call-panel/call-panel.js';
import { CallweaveProvider } from './provider/callweave-provider.js';
import { QueueBoard } from './queue-board/queue-board.js';
import { ScreenPop } from './screen-pop/screen-pop.js';
import { aCall, anAgent, aQueue, FakeSession } from './testing/fake-session.js';

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

/** Everything at once, in the state where most is shown. */
function session(): FakeSession {
  const call = aCall({ can: { answer: true, reject: true, setData: true } });
  return new FakeSession({
    agent: anAgent({ state: 'ringing', auxReason: null }),
    calls: [call],
    activeCall: call,
    monitor: {
      queues: [aQueue(), aQueue({ queueId: 'service' as never, name: 'Service', waiting: [] })],
      agents: STATES.map((state, index) => anAgent({ agentId: String(1001 + index) as never, state })),
      trunks: [],
      supervisions: [],
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
            <AgentBoard grouping="state" />
            <CallExplanation decisions={[{ at: 0, kind: 'routed', decision: aDecision() }]} />
          </main>
        </CallweaveProvider>,
      );
      const result = await axe.run(container, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      });
      expect(
        result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
      ).toEqual([]);
    });
  }
});
