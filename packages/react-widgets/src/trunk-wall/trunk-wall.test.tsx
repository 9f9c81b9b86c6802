import type { TrunkSnapshot } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { FakeSession } from '../testing/fake-session.js';
import '../styles.css';
import { trunkView } from './trunk-wall.core.js';
import { TrunkWall } from './trunk-wall.js';

const AT = 1_795_000_000_000;
const aTrunk = (facts: Partial<TrunkSnapshot> = {}): TrunkSnapshot => ({
  name: 'pstn',
  up: true,
  channelsInUse: 12,
  channels: 30,
  peak: { inUse: 25, at: AT - 3_600_000 },
  since: AT - 125_000,
  ...facts,
});

afterEach(cleanup);

describe('the wall of trunks (SUP-1)', () => {
  const draw = (trunk: TrunkSnapshot) => {
    const monitor = { queues: [], agents: [], trunks: [trunk], supervisions: [], alarms: [] };
    render(
      <CallweaveProvider session={new FakeSession({ monitor })} locale="en">
        <TrunkWall />
      </CallweaveProvider>,
    );
    return screen.getByTestId('trunk');
  };

  test('busy, idle, how many there are, and the most of today with its time', () => {
    const trunk = draw(aTrunk());
    expect(trunk.textContent).toMatch(/pstnUpBusy12Idle18 of 30 channelsPeak today25 at \d\d:\d\d/);
    expect(screen.getByRole('meter').getAttribute('aria-valuenow')).toBe('12');
    expect(screen.getByRole('meter').getAttribute('aria-valuemax')).toBe('30');
  });

  test('one that is down says since when', () => {
    expect(draw(aTrunk({ up: false, channelsInUse: 0 })).textContent).toMatch(/Downfor 2:0\d/);
  });

  test('where nobody said how many channels there are, what is busy is all that is said', () => {
    const trunk = draw({ name: 'fxo', up: true, channelsInUse: 2, since: AT });
    expect(trunk.textContent).toBe('fxoUpBusy2');
    expect(screen.queryByRole('meter')).toBeNull();
  });
});

test.each([
  [{ channelsInUse: 23 }, 'calm'],
  [{ channelsInUse: 24 }, 'warm'],
  [{ channelsInUse: 30 }, 'hot'],
  [{ channelsInUse: 1, up: false }, 'hot'],
] as const)('a trunk with %o is %s', (facts, heat) => {
  expect(trunkView(aTrunk(facts)).heat).toBe(heat);
});
