import { CallweaveError, type LegId } from '@callweave/cti-core';
import type { SpyMode, SwitchOrder } from '../media-switch.port.js';
import { word } from './dial-string.js';
import { type OrderContext, type OrderStep, SPIES_VARIABLE, setVariables } from './order-steps.js';

/** Who hears the leg that spies: the leg it spies on, and that one's partners. */
const HEARD_BY: Readonly<
  Record<SpyMode, { readonly spied: boolean; readonly partners: boolean; readonly key: string }>
> = {
  listen: { spied: false, partners: false, key: '0' },
  whisper: { spied: true, partners: false, key: '2' },
  barge: { spied: true, partners: true, key: '3' },
};

/**
 * Lets a leg into another's sound. FreeSWITCH's `aleg` is whom the spied leg talks with, its `bleg` the spied leg itself.
 * @throws {CallweaveError} `switch.invalid-argument`; `switch.refused` when it spies already
 */
export function spySteps(order: SwitchOrder & { do: 'switch.spy' }, context: OrderContext): OrderStep[] {
  const { legId } = order;
  const onLegId = word(order.onLegId, 'leg id') as LegId;
  if (context.spiesOn(legId) !== null)
    throw new CallweaveError('switch.refused', 'This leg spies already', { details: { legId } });
  const { spied, partners } = HEARD_BY[order.mode];
  return [
    setVariables(legId, [
      // The keys of the supervisor's phone are not for switching.
      ['eavesdrop_enable_dtmf', 'false'],
      ['eavesdrop_whisper_aleg', String(partners)],
      ['eavesdrop_whisper_bleg', String(spied)],
      [SPIES_VARIABLE, onLegId],
    ]),
    { is: 'app', legId, app: 'eavesdrop', arg: onLegId, appId: context.newId() },
  ];
}

/**
 * @throws {CallweaveError} `switch.refused` when the leg does not spy: what the switch is told then would wait for the
 * next time it does
 */
export function spyModeStep(legId: LegId, mode: SpyMode, { spiesOn }: OrderContext): OrderStep {
  if (spiesOn(legId) === null)
    throw new CallweaveError('switch.refused', 'This leg does not spy', { details: { legId } });
  return { is: 'event', legId, headers: { 'eavesdrop-command': HEARD_BY[mode].key } };
}

/** It spies no more, for a server that takes it over. */
export function spyOverStep(legId: LegId): OrderStep {
  return setVariables(legId, [[SPIES_VARIABLE, '']], true);
}
