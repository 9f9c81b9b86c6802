import type { EpochMs } from '@callweave/cti-core';
import type { World } from '../../world.js';
import { agentsAndCallsAgree, nobodyIsInTwoCalls, seatsAgree, statesAreReachable } from './of-agents.js';
import {
  callsStandInOnePlace,
  consultationsArePairs,
  endedCallsLeaveNothing,
  flowsGoOn,
  legsAgree,
  legsAreAttendedOnce,
  nothingIsLeftToLookAt,
  slotsHoldOneCall,
} from './of-calls.js';
import {
  agentsAndContactsAgree,
  channelsKeepTheirRules,
  contactLanesAreTrue,
  contactsAreWatched,
  contactsStandInOnePlace,
  noContactWaitsForRoom,
} from './of-contacts.js';
import {
  lanesAreTrue,
  listsOfReadyAreTrue,
  nobodyWaitsForAFreeAgent,
  placesAreTrue,
  queuesCountTheirAgents,
  reservationsAgree,
} from './of-queues.js';
import { supervisionsAgree, supervisionsGoOn } from './of-supervisions.js';
import { everyWaitHasADeadline, timersGuardSomethingLive } from './of-timers.js';
import { waysOutAreTrue } from './of-ways-out.js';

/** What holds after every step. Each gives a sentence for what is wrong; a world in order gives none. */
export type Invariant = (world: World, at: EpochMs) => Iterable<string>;

const invariants: readonly Invariant[] = [
  callsStandInOnePlace,
  endedCallsLeaveNothing,
  flowsGoOn,
  legsAgree,
  legsAreAttendedOnce,
  consultationsArePairs,
  slotsHoldOneCall,
  nothingIsLeftToLookAt,
  nobodyIsInTwoCalls,
  agentsAndCallsAgree,
  seatsAgree,
  statesAreReachable,
  placesAreTrue,
  lanesAreTrue,
  listsOfReadyAreTrue,
  queuesCountTheirAgents,
  reservationsAgree,
  nobodyWaitsForAFreeAgent,
  timersGuardSomethingLive,
  everyWaitHasADeadline,
  contactsStandInOnePlace,
  agentsAndContactsAgree,
  contactsAreWatched,
  contactLanesAreTrue,
  noContactWaitsForRoom,
  channelsKeepTheirRules,
  supervisionsAgree,
  supervisionsGoOn,
  waysOutAreTrue,
];

/** All that is wrong, each with the name of the invariant. */
export function violations(world: World, at: EpochMs): string[] {
  return invariants.flatMap((invariant) =>
    Array.from(invariant(world, at), (what) => `${invariant.name}: ${what}`),
  );
}
