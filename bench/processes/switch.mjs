// dev-switch in a process of its own, whose processor time can be asked for.
import { createDevSwitch } from '@callweave/dev-switch';
import { serveParent } from '../parts/serve-parent.mjs';

let devSwitch = null;
const customers = new Map();

serveParent(
  {
    start: (options) => {
      devSwitch = createDevSwitch(options);
      return devSwitch.start();
    },
    placeCall: (options) => {
      const call = devSwitch.placeCall(options);
      customers.set(call.callId, call);
      void call.ended.then(() => customers.delete(call.callId));
      return call.callId;
    },
    hangUp: ({ callId }) => customers.get(callId)?.hangUp(),
    /** Microseconds of processor time so far, all threads. */
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
  },
  () => devSwitch?.stop(),
);
