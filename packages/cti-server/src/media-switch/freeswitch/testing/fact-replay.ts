import type { LegId } from '@callweave/cti-core';
import { type Fact, FactTranslator } from '../facts.js';
import { Capture } from './capture.js';

/** An order that the adapter remembers, in the moment before the capture's first event from `atMs` on. */
export interface Reminder {
  readonly atMs: number;
  readonly tell: (translator: FactTranslator) => readonly Fact[];
}

/**
 * The facts that the adapter makes of a capture, one line each, without a kernel: `customer` called, and the legs that
 * were made are called as they are given here, in their order.
 */
export function factsOf(
  name: string,
  legs: readonly string[],
  reminders: readonly Reminder[] = [],
): string[] {
  const capture = new Capture(name);
  const translator = new FactTranslator('/var/lib/freeswitch/rec');
  const arrival = capture.events.find(({ event }) => event['Event-Name'] === 'CHANNEL_PARK')?.event;
  if (arrival) capture.renamed.set(arrival['Unique-ID'] ?? '', 'customer');
  const facts: Fact[] = [];
  for (const [index, { uuid, jobId, gateway }] of capture.originates.entries()) {
    const legId = (legs[index] ?? `leg-${index + 1}`) as LegId;
    if (uuid) capture.renamed.set(uuid, legId);
    facts.push(...translator.ordered(legId, jobId, gateway, new Set()));
  }
  const due = [...reminders];
  for (const { at, event } of capture.events) {
    while (due[0] && due[0].atMs <= at) facts.push(...(due.shift()?.tell(translator) ?? []));
    for (const message of capture.read(event)) facts.push(...translator.take(message));
  }
  return facts.map(lineOf);
}

function lineOf(fact: Fact): string {
  const told: Record<string, unknown> = { ...fact };
  const words = ['legId', 'otherLegId', 'onLegId', 'room', 'path', 'failure', 'cause', 'by'];
  return [fact.fact, ...words.flatMap((key) => told[key] ?? [])].join(' ');
}
