// Customers with sound, apart from the switch so that its processor time is its own: they call, send and count.
import { RtpEnd } from '../parts/rtp-end.mjs';
import { serveParent } from '../parts/serve-parent.mjs';
import { SipPhone } from '../parts/sip-phone.mjs';

const FRAME_MS = 20;
/** Callers do not speak at the same instant. */
const SLOTS = 4;

const phone = await SipPhone.open();
const ends = [];
let latestMs = 0;

const startedMs = performance.now();
let ticks = 0;
function tick() {
  const late = performance.now() - startedMs - (ticks * FRAME_MS) / SLOTS;
  latestMs = Math.max(latestMs, late);
  while (performance.now() >= startedMs + (ticks * FRAME_MS) / SLOTS) {
    for (let index = ticks % SLOTS; index < ends.length; index += SLOTS) ends[index].end.send();
    ticks += 1;
  }
  setTimeout(tick, Math.max(0, startedMs + (ticks * FRAME_MS) / SLOTS - performance.now()));
}
tick();

serveParent(
  {
    /** Calls `to` as each of these numbers; resolves when all are answered. */
    call: ({ trunk, to, numbers }) =>
      Promise.all(
        numbers.map(async (from) => {
          const end = await RtpEnd.open();
          const call = await phone.call({ trunk, from, to, mediaPort: end.port });
          end.target = call.sendTo;
          ends.push({ end, call });
        }),
      ).then(() => null),
    /** Sends past the switch for a while, each to his neighbour, or again to the switch. */
    direct: ({ on }) => {
      for (const [index, { end, call }] of ends.entries()) {
        end.target = on ? ends[index ^ 1].end.port : call.sendTo;
      }
    },
    count: async ({ ms }) => {
      latestMs = 0;
      for (const { end } of ends) end.startCounting();
      await new Promise((resolve) => setTimeout(resolve, ms));
      const all = { frames: 0, lost: 0, wrong: 0, late: 0, longestMs: 0, latestMs };
      for (const { end } of ends) {
        const counts = end.stopCounting();
        for (const name of ['frames', 'lost', 'wrong', 'late']) all[name] += counts[name];
        all.longestMs = Math.max(all.longestMs, counts.longestMs);
      }
      return all;
    },
  },
  async () => {
    // A switch that stops meanwhile answers no goodbye.
    await Promise.allSettled(ends.map(({ call }) => call.hangUp()));
    for (const { end } of ends) end.close();
    phone.close();
  },
);
