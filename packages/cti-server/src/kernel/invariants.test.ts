import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { fuzzMs, fuzzRuns } from './testing/fuzz-runs.js';
import {
  calmHistoryOfLines,
  changingHistory,
  changingHistoryOfContacts,
  changingHistoryOfLines,
  historyOfContacts,
  historyOfLines,
  historyOfOutsideCalls,
  randomHistory,
  supervisedHistory,
} from './testing/happenings.js';
import { centreOfManyChannels, randomCentre } from './testing/random-centre.js';
import { History } from './testing/random-history.js';

describe('in any centre, whatever happens, after every step (ACD-2, ACD-3, ACD-4, ACD-5, OPS-2)', () => {
  test(
    'every invariant holds, and in the end nothing is left',
    async () => {
      await fc.assert(
        fc.property(randomCentre, randomHistory, (centre, happenings) => {
          new History(centre).open().play(happenings).close();
        }),
        fuzzRuns(150),
      );
    },
    fuzzMs(),
  );

  test(
    'so it is while the settings change',
    async () => {
      await fc.assert(
        fc.property(randomCentre, changingHistory, (centre, happenings) => {
          new History(centre).open().play(happenings).close();
        }),
        fuzzRuns(150),
      );
    },
    fuzzMs(),
  );
});

describe('so it is with several calls on one line: consult, swap, hand on, park (AGT-3, AGT-4, AGT-8)', () => {
  test.each([
    ['when nothing fails', calmHistoryOfLines],
    ['with faults and restarts', historyOfLines],
    ['while the settings change', changingHistoryOfLines],
  ] as const)(
    'every invariant holds, and in the end nothing is left: %s',
    async (_name, history) => {
      await fc.assert(
        fc.property(randomCentre, history, (centre, happenings) => {
          new History(centre).open().play(happenings).close();
        }),
        fuzzRuns(150),
      );
    },
    fuzzMs(),
  );
});

describe('so it is with many channels: capacity, exclusion, every contact in one place (ACD-7)', () => {
  test(
    'every invariant holds, and in the end nothing is left',
    async () => {
      await fc.assert(
        fc.property(centreOfManyChannels, historyOfContacts, (centre, happenings) => {
          new History(centre).open().play(happenings).close();
        }),
        fuzzRuns(150),
      );
    },
    fuzzMs(),
  );

  test(
    'so it is while the settings change',
    async () => {
      await fc.assert(
        fc.property(centreOfManyChannels, changingHistoryOfContacts, (centre, happenings) => {
          new History(centre).open().play(happenings).close();
        }),
        fuzzRuns(150),
      );
    },
    fuzzMs(),
  );
});

describe('so it is with gateways that fail one after the other (AGT-3, VOX-1)', () => {
  test(
    'every invariant holds, and in the end nothing is left',
    async () => {
      await fc.assert(
        fc.property(randomCentre, historyOfOutsideCalls, (centre, happenings) => {
          new History(centre).open().play(happenings).close();
        }),
        fuzzRuns(100),
      );
    },
    fuzzMs(),
  );
});

describe('so it is while colleagues listen in, take over and hang up (SUP-4)', () => {
  test(
    'every invariant holds, and in the end nothing is left',
    async () => {
      await fc.assert(
        fc.property(randomCentre, supervisedHistory, (centre, happenings) => {
          new History(centre).open().play(happenings).close();
        }),
        fuzzRuns(100),
      );
    },
    fuzzMs(),
  );
});
