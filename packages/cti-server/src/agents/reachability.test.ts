import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

const says = (site: Site, fact: 'extension.registered' | 'extension.refreshed', extension: string) =>
  site.take({ input: 'switch', fact: { fact, extension, at: site.nowMs } });

/** The only agent, whose page the switch did not find; a caller waits. */
function lost() {
  const site = Site.staffed(['1001']);
  site.switch.failing.set('1001', 'unreachable');
  const caller = site.customer();
  site.switch.failing.delete('1001');
  return { site, caller };
}

describe('given an agent whose softphone the switch could not reach (ACD-5)', () => {
  test('no call is offered to him, and he sees why', () => {
    const { site, caller } = lost();
    expect(site.agent('1001')).toMatchObject({ state: 'ready', reachable: false });
    expect(site.callOf(caller).phase).toBe('queued');
  });

  test('when his page renews its registration, he is there again, and the caller who waits rings', () => {
    const { site, caller } = lost();
    says(site, 'extension.refreshed', '1001');
    expect(site.agent('1001').reachable).toBe(true);
    expect(site.offeredTo(caller)).toBe('1001');
  });

  test('a renewal of somebody who was there all the time changes nothing', () => {
    const site = Site.staffed(['1001']);
    const told = site.told.length;
    says(site, 'extension.refreshed', '1001');
    expect(site.told).toHaveLength(told);
  });
});
