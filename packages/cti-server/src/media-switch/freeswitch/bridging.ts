import { CallweaveError, type LegId } from '@callweave/cti-core';
import type { SwitchOrder } from '../media-switch.port.js';
import { word } from './dial-string.js';
import {
  type ApiStep,
  HELD_VARIABLE,
  type OrderContext,
  type OrderStep,
  SPIES_VARIABLE,
  STAYS,
  setVariables,
} from './order-steps.js';
import { endless } from './sounds.js';

/** What our rooms are called on the switch, where others may have theirs. */
const ROOM_PREFIX = 'cw-';

/** Orders that take a leg out of what it was in. */
export type MoveOrder = Extract<SwitchOrder, { do: 'switch.join' | 'switch.part' | 'switch.confer' }>;

export function isMove(order: SwitchOrder): order is MoveOrder {
  return order.do === 'switch.join' || order.do === 'switch.part' || order.do === 'switch.confer';
}

/** Legs that the order takes elsewhere. */
export function movedBy(order: MoveOrder): readonly LegId[] {
  return order.do === 'switch.join' ? [order.legId, order.otherLegId] : [order.legId];
}

/**
 * What FreeSWITCH has to be told for a leg that goes elsewhere; from a partner it is parted before. All in one write: a server
 * that dies leaves nobody where he was without the mark of what he did there.
 * @throws {CallweaveError} `switch.invalid-argument`
 */
export function moveSteps(order: MoveOrder, context: OrderContext): OrderStep[] {
  const steps = movesOf(order, context);
  return steps.length > 1 ? [{ is: 'at-once', steps }] : steps;
}

function movesOf(order: MoveOrder, context: OrderContext): ApiStep[] {
  const id = word(order.legId, 'leg id') as LegId;
  switch (order.do) {
    case 'switch.join': {
      const other = word(order.otherLegId, 'leg id') as LegId;
      return [
        ...[id, other].flatMap((legId) => cleared(legId, context)),
        { is: 'api', command: `uuid_bridge ${id} ${other}` },
      ];
    }
    case 'switch.confer':
      return [
        ...cleared(id, context),
        ...transferSteps(id, `conference:${roomName(order.room)}@default`, context),
      ];
    case 'switch.part':
      return partSteps(id, context);
  }
}

function partSteps(legId: LegId, context: OrderContext): ApiStep[] {
  const partner = context.joinedTo(legId);
  if (partner === null) {
    // Who stands parked already hears what was ordered for him; who is not known is refused by the switch.
    const isAlone = context.roomOf(legId) === null && context.spiesOn(legId) === null;
    return isAlone && context.isAnswered(legId) ? [] : transferSteps(legId, 'park', context);
  }
  // Of two of whom one hears music in their bridge, only that one sees at once that he is alone.
  const [first, second] = context.holds(legId) ? [partner, legId] : [legId, partner];
  return [
    setVariables(second, [...Object.entries(STAYS), ...heldVariable(second, context)], true),
    setVariables(first, Object.entries(STAYS)),
    ...transferSteps(first, 'park', context),
  ];
}

/**
 * Takes a leg out of whatever it is in. `uuid_park` would do for parking, but leaves a leg that stands parked already, as
 * one whose partner hangs up in this moment does, unable to play anything.
 */
function transferSteps(legId: LegId, application: string, context: OrderContext): ApiStep[] {
  return [
    // A leg may be transferred 70 times otherwise, and is hung up the next time.
    setVariables(legId, [['max_forwards', '70'], ...heldVariable(legId, context)]),
    { is: 'api', command: `uuid_transfer ${legId} ${application} inline` },
  ];
}

/** What a leg that goes elsewhere carries no longer. */
function cleared(legId: LegId, context: OrderContext): ApiStep[] {
  const variables = heldVariable(legId, context);
  if (context.spiesOn(legId) !== null) variables.push([SPIES_VARIABLE, '']);
  return variables.length === 0 ? [] : [setVariables(legId, variables, true)];
}

function heldVariable(legId: LegId, { holds }: OrderContext): [string, string][] {
  return holds(legId) ? [[HELD_VARIABLE, '']] : [];
}

/**
 * Music played to one side of a bridge stops the sound between both; uuid_hold would stop reading the held leg as well, and a
 * browser whose ICE checks stay unanswered gives its leg up. The mark says it to a server that takes the legs over.
 */
export function holdSteps(legId: LegId, context: OrderContext): OrderStep[] {
  const [arg, loops] = endless(context.holdMusic);
  const partner = partnerOf(legId, context);
  const music = {
    is: 'app',
    legId: partner,
    app: 'playback',
    arg,
    appId: context.newId(),
    ...(loops === undefined ? {} : { loops }),
  } as const;
  return [{ is: 'at-once', steps: [setVariables(legId, [[HELD_VARIABLE, partner]]), music] }];
}

export function retrieveSteps(legId: LegId, context: OrderContext): OrderStep[] {
  const silence = { is: 'api', command: `uuid_break ${partnerOf(legId, context)} all` } as const;
  return [{ is: 'at-once', steps: [silence, setVariables(legId, [[HELD_VARIABLE, '']])] }];
}

/** @throws {CallweaveError} `switch.refused` when the leg is in no room */
export function muteStep(legId: LegId, muted: boolean, { roomOf }: OrderContext): OrderStep {
  const room = roomOf(legId);
  if (room === null)
    throw new CallweaveError('switch.refused', 'Only a leg that is in a room can be muted', {
      details: { legId },
    });
  return {
    is: 'api',
    command: `conference ${roomName(room)} ${muted ? 'mute' : 'unmute'} uuid=${legId} quiet`,
  };
}

/** The room as the switch calls it. */
function roomName(room: string): string {
  return `${ROOM_PREFIX}${word(room, 'room', /^[\w.-]+$/)}`;
}

/** The room of ours that the switch calls so; null for one of others. */
export function roomOf(conferenceName: string | null | undefined): string | null {
  return conferenceName?.startsWith(ROOM_PREFIX) ? conferenceName.slice(ROOM_PREFIX.length) : null;
}

function partnerOf(legId: LegId, { joinedTo }: OrderContext): LegId {
  const partner = joinedTo(legId);
  if (partner !== null) return partner;
  throw new CallweaveError('switch.refused', 'Only a leg that is joined to another can be held', {
    details: { legId },
  });
}
