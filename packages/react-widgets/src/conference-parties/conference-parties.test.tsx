import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aCall, anAgent, aPartyLeg, FakeSession } from '../testing/fake-session.js';
import { ConferenceParties } from './conference-parties.js';

const legs = [
  aPartyLeg(null, { legId: 'leg-c' as never, party: 'customer', address: '13800138000' }),
  aPartyLeg('1001'),
  aPartyLeg('1003'),
  aPartyLeg(null, { legId: 'leg-x' as never, party: 'external', address: '057188886666', state: 'alerting' }),
];

function draw(changes: Parameters<typeof aCall>[0] = {}) {
  const call = aCall({
    phase: 'conference',
    offer: null,
    legs,
    conference: {
      moderator: '1001' as never,
      locked: false,
      parties: legs.map(({ legId }) => ({
        legId,
        connected: legId !== ('leg-x' as never),
        muted: legId === ('leg-c' as never),
      })),
    },
    can: { manageParties: true, mute: true },
    ...changes,
  });
  const session = new FakeSession({ agent: anAgent({ state: 'talking' }), calls: [call], activeCall: call });
  render(
    <CallweaveProvider session={session} locale="en">
      <ConferenceParties />
    </CallweaveProvider>,
  );
  return session;
}

afterEach(cleanup);

describe('conference parties (AGT-3)', () => {
  test('who is in, who is host, whose phone rings', async () => {
    draw();
    expect(await screen.findByText('陈杰')).toBeTruthy();
    const parties = screen.getAllByTestId('party').map((party) => party.textContent);
    expect(parties).toEqual(['李秀英', 'Youhost', '陈杰', '057188886666ringing']);
    expect(screen.getByText('Conference of 3')).toBeTruthy();
  });

  test('the host mutes, drops and locks; nobody mutes himself here', async () => {
    const session = draw();
    await userEvent.click(screen.getByRole('button', { name: 'Unmute: 李秀英' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Drop: 陈杰' }));
    await userEvent.click(screen.getByTestId('btn-lock'));
    expect(session.asked).toEqual(['unmute leg-c', 'drop leg-1003', 'lock']);
    expect(screen.queryByRole('button', { name: /You/ })).toBeNull();
  });

  test('whoever is no host sees the parties and changes nothing', () => {
    draw({ can: { manageParties: false } });
    expect(screen.queryAllByRole('button')).toEqual([]);
    expect(screen.getAllByTestId('party')[0]?.textContent).toBe('李秀英muted');
  });

  test('an invited phone rings before there is a conference', () => {
    draw({ phase: 'talking', conference: undefined as never, can: {} });
    expect(screen.getAllByTestId('party')).toHaveLength(4);
  });

  test('whoever has left it is not shown who goes on', () => {
    draw({ legs: legs.map((leg) => (leg.agentId === '1001' ? { ...leg, state: 'ended' } : leg)), can: {} });
    expect(screen.queryByTestId('party')).toBeNull();
  });

  test('an ordinary call has no parties to show', () => {
    draw({ phase: 'talking', conference: undefined as never, legs: legs.slice(0, 2), can: {} });
    expect(screen.queryByTestId('party')).toBeNull();
  });
});
