import type { Endpoint } from '../endpoint.js';
import type { CustomerLine } from './customer-line.js';

/** A line over real SIP and RTP: an outbound call of the customers' own SIP side. */
export function networkLine(endpoint: Endpoint): CustomerLine {
  return {
    callId: endpoint.info.callId,
    media: endpoint.media,
    follow({ onAnswered, onEnded }) {
      endpoint.onEvent = (event) => {
        if (event.event === 'answered') onAnswered();
        else if (event.event === 'failed' || event.event === 'hung-up') onEnded(event.cause);
      };
    },
    press: (keys) => endpoint.sendDigits(keys),
    hangUp: () => endpoint.hangUp('NORMAL_CLEARING'),
  };
}
