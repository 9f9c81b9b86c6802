import type { OfOutside } from './happenings.js';
import { CALLED, GATEWAYS } from './random-centre.js';
import { of, pick, rings, type ToldHistory } from './told-history.js';

const GATEWAY_FAILURES = ['GATEWAY_DOWN', 'NORMAL_CIRCUIT_CONGESTION', 'USER_BUSY', 'refused', 'silent'];

/** A number outside is called, or a gateway carries it no more (AGT-3). */
export function outsideHappens(history: ToldHistory, what: OfOutside, agent: string, n: number, m: number) {
  const { site } = history;
  const name = of(GATEWAYS, n);
  switch (what) {
    case 'agent calls outside':
      return history.command(agent, 'call.make', {
        to: of(['0555', '0556', '0557'], m),
        ...(n % 3 === 0 ? { queueId: of(CALLED, m + n) } : {}),
      });
    case 'gateway fails from now on':
      history.tell(`gateway ${name} fails from now on: ${of(GATEWAY_FAILURES, m)}`);
      site.switch.failingGateways.set(name, of(GATEWAY_FAILURES, m));
      return;
    case 'gateways fail no more':
      history.tell('no gateway fails any more');
      return site.switch.failingGateways.clear();
    case 'silent leg fails':
      return history.end(
        pick(
          history.legs((leg) => rings(leg) && leg.extension === null),
          n,
        ),
        of(['RECOVERY_ON_TIMER_EXPIRE', 'NO_ANSWER'], m),
      );
    default: {
      const up = site.switch.gateways.get(name) === false;
      history.tell(`gateway ${name} ${up ? 'comes up' : 'goes down'}`);
      site.switch.gateways.set(name, up);
      if (history.away) return;
      const gateway = { name, up, channelsInUse: 0 };
      return site.take({ input: 'switch', fact: { fact: 'gateway.changed', gateway, at: site.nowMs } });
    }
  }
}
