import type { Clock } from '../channels/clock.js';
import type { Endpoint } from '../endpoint.js';
import type { CustomerLine } from './customer-line.js';

/** A line that the switch calls, over real SIP and RTP: it rings, then the customer picks up. */
export function ringingLine(endpoint: Endpoint, clock: Clock, ringMs: number): CustomerLine {
  return {
    callId: endpoint.info.callId,
    media: endpoint.media,
    follow({ onAnswered, onEnded }) {
      endpoint.ring();
      const cancel = clock.after(ringMs, () => {
        endpoint.answer().then(onAnswered, () => onEnded('NORMAL_TEMPORARY_FAILURE'));
      });
      endpoint.onEvent = (event) => {
        if (event.event !== 'hung-up') return;
        cancel();
        onEnded(event.cause);
      };
    },
    press: (keys) => endpoint.sendDigits(keys),
    hangUp: () => endpoint.hangUp('NORMAL_CLEARING'),
  };
}
