// A page with our softphone alone, without the agent session around it.

import { systemClock } from '@callweave/cti-core';
import { SipSoftphone } from '../../packages/web-sdk/src/softphone/sip-softphone.ts';
import { serveBench } from './probe.mjs';

let ringing = () => {};
let registered = () => {};

const phone = new SipSoftphone(
  {
    changed: ({ status }) => status === 'registered' && registered(),
    rang: (leg) => ringing(() => leg.answer()),
    legChanged: () => {},
    failed: (error) => console.error(error.code, error.message),
  },
  { clock: systemClock, random: Math.random, mediaDevices: navigator.mediaDevices, remoteAudio: undefined },
);

serveBench({
  register: ({ server, user, password, domain }) =>
    new Promise((resolve) => {
      registered = resolve;
      const uri = `sip:${user}@${domain}`;
      phone.start(async () => ({ server, uri, authorizationUser: user, password, iceServers: [] }));
    }),
  onRinging: (listener) => {
    ringing = listener;
  },
});
