import type { CallId } from '@callweave/cti-core';
import { liveCall } from '../calls/call.store.js';
import type { Step } from '../kernel/world.js';
import { say } from './comfort.js';
import { estimateFor } from './estimated-wait.js';
import { byRank, type Place } from './place.js';
import { type Queue, standingBefore } from './queue.js';
import { sayPosition, sayWait } from './say.js';

/** The first word to one who has just come: an agent may have him at once. */
const ENTRY_MS = 1_500;
/** After a message that was being said. */
const LATER_MS = 3_000;
const TAG = 'announce-';

/** ACD-6: a waiting caller is told his place and how long it may take. */
export function startAnnouncing(step: Step, queue: Queue, callId: CallId): void {
  const { announce } = queue;
  if (announce === null) return;
  step.setTimer({ guard: 'announce', callId }, announce.atEntry ? ENTRY_MS : announce.everyMs);
}

/** Says it when he has moved up, or was told nothing for long; never while a phone rings for him. */
export function announceDue(step: Step, callId: CallId): void {
  const call = liveCall(step, callId);
  const queue = call?.queueId == null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(callId);
  if (!call || !queue?.announce || !place || call.customerLegId === null) return;
  const { movedUpMs, everyMs } = queue.announce;
  const next = (ms: number) => step.setTimer({ guard: 'announce', callId }, ms);
  next(Math.min(movedUpMs, everyMs));
  if (call.stage.phase !== 'queued') return;
  const ahead = aheadOf(step, queue, place);
  const { told } = place;
  if (told !== null && ahead >= told.ahead && step.at - told.at < everyMs) return;
  const names = wordsFor(queue, queue.announce, place, ahead);
  if (names.length === 0) return;
  if (say(step, call, place, { kind: 'prompts', names }, `${TAG}${step.at}`)) {
    place.told = { ahead, at: step.at };
  } else next(LATER_MS);
}

/** Whether what is said by this tag is of a caller's place. */
export function isAnnouncement(tag: string): boolean {
  return tag.startsWith(TAG);
}

function wordsFor(
  queue: Queue,
  { language, position, wait }: NonNullable<Queue['announce']>,
  place: Place,
  ahead: number,
): string[] {
  const estimateMs = wait === null ? null : estimateFor(queue, standingBefore(queue, place));
  return [
    ...(position === null ? [] : sayPosition(language, ahead, position.atMost)),
    ...(wait === null || estimateMs === null ? [] : sayWait(language, estimateMs, wait.atMostMinutes)),
  ];
}

/** Those who go before him and are not being offered to anybody. */
function aheadOf(step: Step, queue: Queue, place: Place): number {
  let ahead = 0;
  for (const other of queue.places.values()) {
    if (byRank(other, place) < 0 && liveCall(step, other.callId)?.stage.phase === 'queued') ahead += 1;
  }
  return ahead;
}
