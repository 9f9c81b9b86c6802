import type { CallDirection } from '@callweave/cti-core';
import { z } from 'zod';
import type { Call } from '../calls/call.js';

/**
 * `all`: recorded from the first word, and no agent can stop it; `on-demand`: when an agent, or a program, says so;
 * `never`: not even then.
 */
export const recordingModeSchema = z.enum(['all', 'on-demand', 'never']);
export type RecordingMode = z.infer<typeof recordingModeSchema>;

const id = z.string().min(1).max(64);

/** Which calls are recorded how (REC-1). What is left out holds for every call; all that is named has to hold. */
export const recordingRuleSchema = z.strictObject({
  queues: z.array(id).min(1).optional(),
  agents: z.array(id).min(1).optional(),
  /** Gateways, in either direction. */
  trunks: z.array(id).min(1).optional(),
  directions: z
    .array(z.enum(['inbound', 'outbound', 'internal']))
    .min(1)
    .optional(),
  /** What the number of the customer begins with: of who calls, or whom we call. */
  numbers: z
    .array(z.string().regex(/^\+?[0-9]{1,32}$/, 'the beginning of a number: digits, with a + or without'))
    .min(1)
    .optional(),
  /** Of the calls that it would hold for, so many in a hundred, chosen by the call's id; of the rest the next rules decide. */
  percentage: z.number().min(0).max(100).default(100),
  mode: recordingModeSchema,
});
export type RecordingRule = Readonly<z.output<typeof recordingRuleSchema>>;

/** How recordings are made; the whole of it may be left out. */
export interface RecordingSettings {
  /** The first that holds decides. */
  readonly rules: readonly RecordingRule[];
  /** Where no rule holds. */
  readonly otherwise: RecordingMode;
  /** A pause that nobody ends, ends after this. */
  readonly longestPauseMs: number;
  /** While a customer presses keys in a talk, and so long after the last of them, nothing is kept; null: he is not listened for. */
  readonly keysPauseMs: number | null;
}

/** How a call that begins to talk now is recorded. */
export function recordingModeOf(call: Call, { rules, otherwise }: RecordingSettings): RecordingMode {
  return rules.find((rule) => holds(rule, call))?.mode ?? otherwise;
}

function holds(rule: RecordingRule, call: Call): boolean {
  const { queueId, agentId, trunk, direction } = call;
  return (
    isAmong(rule.queues, queueId) &&
    isAmong(rule.agents, agentId) &&
    isAmong(rule.trunks, trunk) &&
    isAmong<CallDirection>(rule.directions, direction) &&
    (rule.numbers === undefined || rule.numbers.some((begin) => customersNumber(call).startsWith(begin))) &&
    shareOf(call.callId) < rule.percentage
  );
}

function isAmong<Value extends string>(
  list: readonly Value[] | undefined,
  value: NoInfer<Value> | null,
): boolean {
  return list === undefined || (value !== null && list.includes(value));
}

function customersNumber({ direction, caller, called }: Call): string {
  return direction === 'inbound' ? caller : called;
}

/**
 * A number from 0 up to 100 that stays the same for the same call, so that a replay, and a server that takes it over, decide
 * alike (FNV-1a, 32 bits).
 */
function shareOf(callId: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < callId.length; at += 1) {
    hash ^= callId.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return ((hash >>> 0) / 2 ** 32) * 100;
}
