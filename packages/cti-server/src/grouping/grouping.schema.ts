import type { AgentId, QueueId } from '@callweave/cti-core';
import { z } from 'zod';
import { hoursSchema, idSchema, requirementsSchema } from '../acd/acd.schema.js';

/*
 * The settings of grouping, written once (ACD-1): which queue a caller goes to, and with what wishes, by the number he
 * called, the line he came in on, his own number, the keys he pressed, the time, and what the CRM knows of him.
 */

const text = z.string().min(1).max(200);

/** A number, or with `*` at its end every number that begins so. */
export const numberPatternSchema = z
  .string()
  .regex(/^(?=.)\+?\d{0,32}\*?$/, 'digits, perhaps with + before them and * for any ending');
/** As a number's, of keys: only a `*` at the very end stands for any ending. */
const keysPatternSchema = z.string().regex(/^[\d*#]{1,64}$/, 'keys 0-9, * and #; a last * for any ending');

/** What travels with the call: the limits of `call.set-data`. */
const dataSchema = z.record(z.string().min(1).max(64), z.string().max(1_024));

const any = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(10_000).optional();

/** All that are given must hold; of a list, one. */
export const conditionsSchema = z
  .strictObject({
    called: any(numberPatternSchema),
    trunk: any(idSchema),
    caller: any(numberPatternSchema),
    /** The caller's number is on one of these lists. */
    list: any(idSchema),
    /** Keys that led him through the menus, one after the other. */
    keys: any(keysPatternSchema),
    /** A calendar is open, or is not. */
    hours: z.strictObject({ calendar: idSchema, open: z.boolean() }).optional(),
    /** The call's data, what the lookup found among it: key → values of which it has one. */
    data: z.record(z.string().min(1).max(64), z.array(z.string().max(1_024)).min(1)).optional(),
  })
  .refine((when) => Object.values(when).some((condition) => condition !== undefined), {
    message: 'name a condition; what always holds is `otherwise`',
  });

/** Where the caller goes, and how he is to be distributed there. */
export const targetSchema = z
  .strictObject({
    queueId: idSchema.transform((id) => id as QueueId),
    /** Points he begins with. */
    priority: z.number().min(-1_000_000).max(1_000_000).optional(),
    /** Asked of agents beside what the queue asks. */
    requires: requirementsSchema.optional(),
    /** Waits for this agent first: a fixed one, or the one that the call's data names (专属座席). */
    preferredAgentId: z
      .union([
        idSchema.transform((id) => id as AgentId),
        z.strictObject({ fromData: z.string().min(1).max(64) }),
      ])
      .optional(),
    /** How long he waits for that one alone; 30 s when left out. */
    preferredWaitMs: z.int().min(0).max(86_400_000).optional(),
    /** Put on the call, for screen pops and reports. */
    data: dataSchema.optional(),
  })
  .refine((then) => then.preferredWaitMs === undefined || then.preferredAgentId !== undefined, {
    path: ['preferredWaitMs'],
    message: 'nobody is waited for: name a preferredAgentId',
  });

export const routeSchema = z.strictObject({
  /** Asked before the rules look; the call goes on without it when it is not there in time. */
  lookup: z.strictObject({ source: idSchema, timeoutMs: z.int().min(1).max(5_000).default(800) }).optional(),
  /** The first that holds decides. */
  rules: z
    .array(
      z.strictObject({
        name: text.refine((name) => name !== 'otherwise', 'the name `otherwise` is taken'),
        when: conditionsSchema,
        then: targetSchema,
      }),
    )
    .max(1_000)
    .default([]),
  otherwise: targetSchema,
});

export const listSchema = z.array(numberPatternSchema);

/** What routes are read with: number lists, calendars, and the routes themselves, by name. */
export const groupingSchema = z.strictObject({
  routes: z.record(idSchema, routeSchema).default({}),
  lists: z.record(idSchema, listSchema).default({}),
  calendars: z.record(idSchema, hoursSchema).default({}),
});

export type Route = Readonly<z.output<typeof routeSchema>>;
export type RouteInput = z.input<typeof routeSchema>;
export type RouteRule = Route['rules'][number];
export type RouteConditions = RouteRule['when'];
export type RouteTarget = Readonly<z.output<typeof targetSchema>>;
export type GroupingSettings = Readonly<z.output<typeof groupingSchema>>;
export type GroupingInput = z.input<typeof groupingSchema>;
