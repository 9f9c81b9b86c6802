// A page with sip.js as it comes: `SimpleUser` with its defaults, its log alone made quiet.

import { SimpleUser } from 'sip.js/lib/platform/web/index.js';
import { serveBench } from './probe.mjs';

let ringing = () => {};

serveBench({
  register: async ({ server, user, password, domain }) => {
    const phone = new SimpleUser(server, {
      aor: `sip:${user}@${domain}`,
      media: { remote: { audio: new Audio() } },
      userAgentOptions: { authorizationUsername: user, authorizationPassword: password, logLevel: 'error' },
      delegate: { onCallReceived: () => ringing(() => phone.answer()) },
    });
    await phone.connect();
    await new Promise((resolve, reject) => {
      phone
        .register({
          requestDelegate: { onAccept: resolve, onReject: () => reject(new Error('not registered')) },
        })
        .catch(reject);
    });
  },
  onRinging: (listener) => {
    ringing = listener;
  },
});
