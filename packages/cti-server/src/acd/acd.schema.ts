import type { AgentId, QueueId } from '@callweave/cti-core';
import { z } from 'zod';
import { channelNameSchema } from '../agents/channels.js';
import { soundSchema } from '../media-switch/sound.schema.js';

/*
 * The settings of distribution, written once: types, validation and defaults come from here. The same shapes stand in
 * the configuration file, in the database, and in what the HTTP interface takes (ACD-1 … ACD-6, AGT-5).
 */

export const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'use letters, digits, dot, dash and underscore, at most 64');
/** A number outside, or one that is shown there as the caller's. */
export const telephoneNumberSchema = z
  .string()
  .regex(/^\+?[0-9*#]{1,32}$/, 'a telephone number: digits, * and #, perhaps a + before them');
const ms = z.int().min(0).max(86_400_000);
const queueId = idSchema.transform((id) => id as QueueId);
const agentId = idSchema.transform((id) => id as AgentId);

/** Levels go from 1 (beginner) to 100; what a site makes of them is its own affair. */
const level = z.int().min(1).max(100);

/** Skill → the level an agent holds. */
export const skillsSchema = z.record(idSchema, level);
/** Skill → the level a call asks for at least. */
export const requirementsSchema = z.record(idSchema, level);

export const strategySchema = z.enum([
  'linear',
  'round-robin',
  'longest-idle',
  'fewest-calls',
  'least-talk',
  'most-skilled',
  'ring-all',
]);

/** An agent's part in a queue. */
export const memberSchema = z.strictObject({
  agentId,
  /** Ring of the bullseye he stands in: agents of a lower level are offered calls first. */
  level: z.int().min(1).max(100).default(1),
  /** Which of his queues he serves first when several wait: the lowest number. */
  priority: z.int().min(1).max(100).default(1),
});

/** What is asked of agents from a waiting time on; replaces what was asked before it. */
export const relaxationSchema = z.strictObject({
  afterMs: ms,
  /** A level of 0 asks the skill no more. */
  requires: z.record(idSchema, z.int().min(0).max(100)).optional(),
  /** The highest member level that may be offered the call from then on; null for all. */
  reach: z.int().min(1).max(100).nullable().optional(),
});

/** Where a caller goes whom this queue does not keep. */
export const overflowTargetSchema = z.discriminatedUnion('to', [
  /** Waits on elsewhere, with the time he has waited. */
  z.strictObject({ to: z.literal('queue'), queueId }),
  /** Waits for one agent for a while, then goes on in this queue. */
  z.strictObject({ to: z.literal('agent'), agentId, waitMs: ms.default(30_000) }),
  /** Goes on in a flow (voicemail, for one, is a flow). */
  z.strictObject({ to: z.literal('flow'), flow: z.string().min(1) }),
  /** Is joined with a number outside; when nobody is reached there he goes on waiting, at the place he had. */
  z.strictObject({
    to: z.literal('external'),
    number: telephoneNumberSchema,
    /** The gateway it is called over; what the outbound rules say when left out. */
    gateway: idSchema.optional(),
    ringMs: z.int().min(1_000).max(300_000).default(30_000),
    /**
     * Whose number shows there: many trunks let pass only the site's own, which is the one he called, or the queue's `callerId`,
     * where it has one.
     */
    shows: z.enum(['caller', 'called', 'queue']).default('called'),
  }),
  /** Hears this, hangs up, and is called back when it is his turn. */
  z.strictObject({ to: z.literal('call-back'), sound: soundSchema.optional() }),
  /** Hears this, then the call is ended. */
  z.strictObject({ to: z.literal('hang-up'), sound: soundSchema.optional() }),
]);

/** What a waiting caller is told of his place, spoken from prompts; see `say.ts`. */
const announceSchema = z.strictObject({
  language: z.enum(['zh', 'en']),
  /** How many are before him; beyond `atMost` only that there are more. Null: not said. */
  position: z
    .strictObject({ atMost: z.int().min(1).max(999).default(20) })
    .nullable()
    .prefault({}),
  /** How many minutes it may take. */
  wait: z
    .strictObject({ atMostMinutes: z.int().min(1).max(120).default(30) })
    .nullable()
    .default(null),
  /** Said as he comes. */
  atEntry: z.boolean().default(true),
  /** Said again when he has moved up, at most so often … */
  movedUpMs: ms.min(5_000).default(20_000),
  /** … and after this long in any case. */
  everyMs: ms.min(5_000).default(60_000),
});

/** When the rules of overflow look at a caller: as he comes, or while he waits. */
export const overflowRuleSchema = z.strictObject({
  when: z.discriminatedUnion('is', [
    /** This many wait already. */
    z.strictObject({ is: z.literal('length'), atLeast: z.int().min(0).max(100_000) }),
    /** He has waited this long. */
    z.strictObject({ is: z.literal('waited'), ms }),
    /** No agent of this queue is logged in. */
    z.strictObject({ is: z.literal('nobody-logged-in') }),
    /** Every agent who is logged in pauses. */
    z.strictObject({ is: z.literal('all-paused') }),
    /** He would wait longer than this, by the estimate. */
    z.strictObject({ is: z.literal('estimated-wait'), atLeastMs: ms }),
    /** Outside the open hours. */
    z.strictObject({ is: z.literal('closed') }),
  ]),
  target: overflowTargetSchema,
});

/** What happens to an agent after an offer he did not take: put aside in aux(rona), or left alone for a moment. */
const missedSchema = z.strictObject({ toAux: z.boolean(), restMs: ms });

/** One weekly opening, in the queue's time zone. */
export const openingSchema = z.strictObject({
  /** 1 Monday … 7 Sunday (ISO 8601). */
  days: z.array(z.int().min(1).max(7)).min(1),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM'),
  /** Exclusive; 24:00 is midnight. */
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'HH:MM'),
});

export const hoursSchema = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone, as Asia/Shanghai'),
  weekly: z.array(openingSchema),
  /** Single days that differ (holidays, make-up working days 调休): empty openings close the day. */
  days: z
    .record(
      z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD'),
      z.array(openingSchema.omit({ days: true })),
    )
    .default({}),
});

export const queueSchema = z.strictObject({
  queueId,
  name: z.string().min(1).max(200),
  /** What comes here: `voice` for calls, another word for contacts (ACD-7). Fixed while anything is in the queue. */
  channel: channelNameSchema.default('voice'),
  /** A bare id is a member of level 1 and priority 1. */
  agents: z
    .array(z.union([agentId.transform((id) => memberSchema.parse({ agentId: id })), memberSchema]))
    .default([]),
  strategy: strategySchema.default('longest-idle'),
  /** RONA: how long an offer rings. */
  ringMs: ms.default(20_000),
  /** With `ring-all`: phones that ring for one caller at most. */
  ringAtOnce: z.int().min(1).max(100).default(10),
  /** The softphone picks up by itself (AGT-5). */
  autoAnswer: z.boolean().default(false),
  /** After-call work: 0 for none, null for as long as the agent needs. */
  wrapUpMs: ms.nullable().default(30_000),
  /** The agent cannot end after-call work before its limit. */
  wrapUpForced: z.boolean().default(false),
  /** Answered within it counts for the service level. */
  serviceLevelMs: ms.default(20_000),
  /** Callers who give up within it are not counted as abandoned. */
  shortAbandonMs: ms.default(5_000),
  missed: z
    .strictObject({
      noAnswer: missedSchema.default({ toAux: true, restMs: 0 }),
      rejected: missedSchema.default({ toAux: true, restMs: 5_000 }),
      busy: missedSchema.default({ toAux: true, restMs: 5_000 }),
      unreachable: missedSchema.default({ toAux: true, restMs: 5_000 }),
    })
    .prefault({}),
  /** Points every caller of this queue begins with, beside his own; see {@link ageing}. */
  weight: z.number().min(0).max(1_000_000).default(0),
  /** Points a caller gains in a minute of waiting. With 0 priority is strict, and time only orders equals. */
  ageing: z.number().min(0).max(1_000_000).default(1),
  requires: requirementsSchema.default({}),
  /** By rising `afterMs`. */
  relax: z.array(relaxationSchema).max(20).default([]),
  /** The first rule that holds decides. */
  overflow: z.array(overflowRuleSchema).max(20).default([]),
  hours: hoursSchema.nullable().default(null),
  /** A caller who gave up and calls again within it stands where he stood; 0 for never. */
  resumeMs: ms.default(0),
  /** A caller waits this long for the agent who talked with him last, if that was not longer ago than `withinMs` (专属座席). */
  lastAgent: z
    .strictObject({ withinMs: z.int().min(0).max(31_536_000_000), waitMs: ms })
    .nullable()
    .default(null),
  /** Where a key takes a waiting caller: 0-9, * or #. */
  exitKeys: z.record(z.string().regex(/^[0-9*#]$/, 'one key: 0-9, * or #'), overflowTargetSchema).default({}),
  /** How callers who asked for it are called back. */
  callBack: z
    .strictObject({
      /** Dialled so often at most. */
      attempts: z.int().min(1).max(20).default(3),
      /** Between two attempts. */
      retryMs: ms.min(10_000).default(300_000),
      /** How long it rings at the customer. */
      ringMs: z.int().min(5_000).max(120_000).default(40_000),
      /** So many may wait for it; when there are more, it is not promised. */
      limit: z.int().min(1).max(10_000).default(200),
      /** The gateway; what the outbound rules say when left out. */
      gateway: idSchema.optional(),
    })
    .prefault({}),
  /** The number that is shown to whom is called back, or called by an agent for this queue; null for none of its own. */
  callerId: telephoneNumberSchema.nullable().default(null),
  /** It is shown also where its callers are handed on to a number outside, or somebody is asked about them or invited there. */
  callerIdOnTransfer: z.boolean().default(false),
  /** How its calls end for the business: what agents choose from, and nothing else; any code when none are named. */
  dispositions: z
    .array(z.strictObject({ code: z.string().min(1).max(64), name: z.string().min(1).max(100) }))
    .max(200)
    .default([]),
  announce: announceSchema.nullable().default(null),
  /** What a waiting caller hears between the music: each in turn, again and again. */
  comfort: z
    .strictObject({ sounds: z.array(soundSchema).min(1).max(20), everyMs: ms.min(5_000) })
    .nullable()
    .default(null),
});

export type QueueSettings = Readonly<z.output<typeof queueSchema>>;
export type QueueInput = z.input<typeof queueSchema>;
export type StrategyName = z.output<typeof strategySchema>;
export type Requirements = Readonly<Record<string, number>>;
export type OverflowRule = QueueSettings['overflow'][number];
export type OverflowTarget = OverflowRule['target'];
export type OpeningHours = z.output<typeof hoursSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
