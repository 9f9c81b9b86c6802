import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentBar } from '../agent-bar/agent-bar.js';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { anAgent, FakeSession } from '../testing/fake-session.js';
import { sessionProblem } from './session-problem.core.js';

afterEach(cleanup);

const lost = anAgent({ state: 'ready', auxReason: null, reachable: false });

describe('a softphone that thinks itself registered, and that the server does not find (AGT-8)', () => {
  test('the bar says that no call comes, and how to mend it', async () => {
    const session = new FakeSession({ agent: lost });
    render(
      <CallweaveProvider session={session} locale="zh-CN">
        <AgentBar />
      </CallweaveProvider>,
    );
    // A page that has just registered is found a moment later.
    expect(screen.queryByTestId('cw-problem')).toBeNull();
    const note = await screen.findByTestId('cw-problem', {}, { timeout: 4_000 });
    expect(note.textContent).toContain('总机找不到您的软电话，暂时接不到来电。');
    await userEvent.click(screen.getByTestId('btn-register'));
    expect(session.asked).toEqual(['renew-registration']);
    session.show({ agent: { ...lost, reachable: true } });
    await expect.poll(() => screen.queryByTestId('cw-problem')).toBeNull();
  });

  test('an agent with a desk phone, and one who is logged out, have no such problem', () => {
    const problemOf = (agent: typeof lost) => sessionProblem(new FakeSession({ agent }).state);
    expect(problemOf(lost)).toBe('unreachable');
    expect(problemOf({ ...lost, device: 'ip-phone' })).toBeNull();
    expect(problemOf({ ...lost, state: 'logged-out' })).toBeNull();
  });
});
