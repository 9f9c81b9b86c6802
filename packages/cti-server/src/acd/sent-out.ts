import type { CallId } from '@callweave/cti-core';
import { callWith } from '../calls/call.change.js';
import type { Call } from '../calls/call.js';
import { saveCall } from '../calls/call.store.js';
import type { Step } from '../kernel/world.js';
import { overflowAtEntry } from './overflow.js';
import { keepPlace, leavePlace, placeOf } from './places.js';
import { enqueueAgain, wait } from './queueing.js';

/** The number outside was not reached: the next rule that holds decides, or he waits on at the place he had. */
export function forwardFailed(step: Step, callId: CallId, number: string): void {
  const found = placeOf(step, callId);
  if (!found) {
    // His queue went while no server was there to send him elsewhere.
    enqueueAgain(step, callId);
    return;
  }
  const { call, queue, place } = found;
  place.unreached = [...place.unreached, number];
  keepPlace(step, call);
  if (!overflowAtEntry(step, call, queue)) wait(step, call, 'kept-place');
}

/** He talks with somebody outside, and waits no more. */
export function callForwarded(step: Step, call: Call): void {
  const queue = leavePlace(step, call);
  if (!queue) return;
  queue.today.overflowed += 1;
  saveCall(step, callWith(call, { overflowedFrom: [...call.overflowedFrom, queue.queueId] }));
}
