import type { CallId } from '@callweave/cti-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKernel, type Kernel } from './index.js';
import type { Centre } from './testing/centre.js';
import { fuzzRuns } from './testing/fuzz-runs.js';
import { historyOfContacts } from './testing/happenings.js';
import { centreOfManyChannels } from './testing/random-centre.js';
import { History } from './testing/random-history.js';
import { picture, recordLives, replay } from './testing/recording-of-inputs.js';
import type { Site } from './testing/site.js';

describe('the decider is a function of what it takes in (OPS-2, ACD-8)', () => {
  test('its inputs, written down and read back, give byte for byte the same events and effects', async () => {
    await fc.assert(
      fc.property(centreOfManyChannels, historyOfContacts, (centre, happenings) => {
        const history = new History(centre);
        const { site } = history;
        const lives = recordLives(site);
        site.restart();
        history.open().play(happenings);
        for (const life of lives) {
          const again = replay(site.settings, life);
          expect(again.outputs, history.story).toEqual(life.outputs);
          if (life === lives.at(-1)) expect(picture(again.kernel)).toEqual(picture(site.kernel));
        }
      }),
      fuzzRuns(40),
    );
  });
});

/** What a new server makes of the journal and of the legs that are up. */
function rebuilt(site: Site): Kernel {
  let id = 0;
  const kernel = createKernel({
    settings: site.settings,
    ids: () => `new-${id++}`,
    // Queues are published within 100 ms; what they counted since would be lost.
    restored: { ...site.journalled(), queues: site.kernel.queueSnapshots() },
  });
  kernel.step({ at: site.nowMs, input: 'start' });
  kernel.step({ at: site.nowMs, input: 'switch', fact: site.up() });
  return kernel;
}

function everything(kernel: Kernel, callIds: Iterable<CallId>): unknown {
  return {
    agents: kernel.agentSnapshots(),
    queues: kernel.queueSnapshots().map((queue) => ({
      ...queue,
      // Measured anew by every server.
      estimatedWaitMs: null,
      // The order among those of one millisecond is not written down.
      contacts: queue.contacts?.map(({ contactId }) => contactId).sort(),
      waiting: [...queue.waiting].sort(
        (one, other) => one.queuedAt - other.queuedAt || (one.callId < other.callId ? -1 : 1),
      ),
    })),
    contacts: kernel.contactSnapshots().sort((one, other) => (one.contactId < other.contactId ? -1 : 1)),
    calls: [...callIds].map((callId) => {
      const call = kernel.callSnapshot(callId, null);
      if (call === null || call.phase === 'ended') return null;
      return {
        ...call,
        legs: call.legs
          // An end that changed nothing else is told with the next change.
          .filter(({ state }) => state !== 'ended' && state !== 'failed')
          // So is that it was answered, until it is joined.
          .map((leg) => ({ ...leg, answeredAt: leg.answeredAt !== null }))
          // That a phone has begun to ring is not written down.
          .map((leg) => (leg.state === 'alerting' ? { ...leg, state: 'initiated' } : leg)),
      };
    }),
  };
}

/**
 * Whom a caller waits for alone, that he resumed a place, whom he talked with last, and which number outside was not reached for
 * him are known to the server alone that decided it: in centres without these nothing may differ but what {@link everything} leaves out.
 */
function withoutMemory({ agents, channels, queues, settings }: Centre): Centre {
  const routes = Object.entries(settings?.grouping?.routes ?? {}).map(([name, route]) => [
    name,
    {
      ...route,
      // biome-ignore lint/suspicious/noThenProperty: the settings' own word
      rules: route.rules.map((rule) => ({ ...rule, then: { ...rule.then, preferredAgentId: undefined } })),
    },
  ]);
  return {
    agents,
    channels: channels ?? {},
    queues: queues.map((queue) => ({
      ...queue,
      lastAgent: null,
      resumeMs: 0,
      overflow:
        queue.overflow?.filter(({ target }) => target.to !== 'agent' && target.to !== 'external') ?? [],
    })),
    settings: {
      ...settings,
      grouping: { routes: Object.fromEntries(routes), lists: {}, calendars: {} },
    },
  };
}

const isLeftAlone = ({ world }: Site): boolean =>
  [...world.agents.values()].some(({ seat }) => seat?.resting || seat?.coolingDown);

describe('a server that starts from the journal is where the one before it was (OPS-2)', () => {
  test('calls, contacts, agents and queues are the same', async () => {
    await fc.assert(
      fc.property(centreOfManyChannels, historyOfContacts, (centre, happenings) => {
        const history = new History(withoutMemory(centre));
        history.open().play(happenings);
        const { site } = history;
        history.calm();
        // That one is left alone for a moment, because he let something pass, is not written down: a new server offers at once.
        for (let seconds = 0; isLeftAlone(site) && seconds < 60; seconds++) site.pass(1_000);
        fc.pre(!isLeftAlone(site));
        // A caller in a flow begins it anew.
        for (const { legId, mark } of [...site.switch.legs.values()]) {
          if (mark && site.kernel.callSnapshot(mark.callId, null)?.phase === 'ivr') site.hangsUp(legId);
        }
        // What is corrected by the legs that are up is corrected for both.
        site.disconnect();
        site.reconnect();
        const callIds = new Set(site.told.flatMap(({ data }) => ('call' in data ? [data.call.callId] : [])));
        expect(everything(rebuilt(site), callIds), history.story).toEqual(everything(site.kernel, callIds));
      }),
      fuzzRuns(40),
    );
  });
});
