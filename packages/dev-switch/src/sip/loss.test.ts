import { describe, expect, it } from 'vitest';
import { seededRandom } from '../customers/seeded-random.js';
import { startStack } from './testing/stack-under-test.js';
import { UdpPhone } from './testing/udp-phone.js';

const CALLS = 25;
const LOSS = 0.2;

describe('a bad network (RFC 3261 section 17: timers A, E and G, which sip.js leaves out)', () => {
  it('given a fifth of all messages is lost in each direction, then every call is answered and ended all the same', async () => {
    const random = seededRandom(7);
    const under = await startStack({ lose: () => random() < LOSS });
    const phone = await UdpPhone.open();
    try {
      const calls = Array.from({ length: CALLS }, (_, index) =>
        phone.call(under.external, { to: `400${index}` }),
      );
      const answered = Array.from({ length: CALLS }, async () => {
        const { endpoint, events } = await under.nextInbound();
        await endpoint.answer();
        return { endpoint, events };
      });
      const outcomes = await Promise.all(calls);
      expect(outcomes.map((each) => each.status)).toEqual(Array(CALLS).fill(200));
      const byes = outcomes.map(
        ({ session }) =>
          new Promise<number>((resolve) => {
            session?.bye({
              onAccept: () => resolve(200),
              onReject: ({ message }) => resolve(message.statusCode ?? 0),
            });
          }),
      );
      expect(await Promise.all(byes)).toEqual(Array(CALLS).fill(200));
      const ends = (await Promise.all(answered)).map(({ events }) => events.at(-1)?.event);
      expect(ends).toEqual(Array(CALLS).fill('hung-up'));
    } finally {
      phone.close();
      await under.stop();
    }
  }, 60_000);
});
