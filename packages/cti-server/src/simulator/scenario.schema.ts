import { type AgentId, CallweaveError } from '@callweave/cti-core';
import { z } from 'zod';
import { idSchema, queueSchema, skillsSchema } from '../acd/acd.schema.js';
import { durationSchema } from './distributions.js';

const ms = z.number().min(0).max(86_400_000_000);
const share = z.number().min(0).max(1);

const arrivalsSchema = z.union([
  /** Poisson, at one rate. */
  z.strictObject({ perHour: z.number().min(0).max(100_000_000) }),
  /** Poisson, at rates that change: each holds from its instant on, and the first from the start. */
  z.strictObject({
    profile: z
      .array(z.strictObject({ fromMs: ms, perHour: z.number().min(0).max(100_000_000) }))
      .min(1)
      .max(10_000),
  }),
]);

const customersSchema = z.strictObject({
  name: idSchema,
  /** The queue they call. */
  queueId: idSchema,
  arrivals: arrivalsSchema,
  talk: durationSchema,
  /** How long they wait before they give up; null for ever. */
  patience: durationSchema.nullable().default(null),
  /** Trunk they come over; left out, there is always room. */
  trunk: idSchema.optional(),
});

const agentsSchema = z.strictObject({
  group: idSchema,
  count: z.int().min(1).max(100_000),
  skills: skillsSchema.default({}),
  queues: z
    .array(
      z.strictObject({
        queueId: idSchema,
        level: z.int().min(1).max(100).default(1),
        priority: z.int().min(1).max(100).default(1),
      }),
    )
    .min(1),
  /** From ringing to picking up. */
  answers: durationSchema.prefault(0),
  /** Offers he lets ring until they end. */
  misses: share.default(0),
  /** After-call work he ends himself; left out, the queue's limit ends it. */
  wrapUp: durationSchema.optional(),
  /** When they are there; left out, all the time. */
  shift: z.strictObject({ fromMs: ms, untilMs: ms }).optional(),
  pauses: z.strictObject({ perHour: z.number().min(0).max(60), length: durationSchema }).optional(),
});

const faultsSchema = z.strictObject({
  /** Browsers that lose their registration, and with it a call in progress its leg. */
  browserLost: z.strictObject({ perAgentHour: z.number().min(0).max(60), length: durationSchema }).optional(),
  /** Phones that refuse a call at once. */
  phoneRefuses: share.default(0),
  /** The connection to the switch is gone for a time; calls go on, nobody hears of them. */
  switchAway: z
    .array(z.strictObject({ atMs: ms, lengthMs: ms }))
    .max(1_000)
    .default([]),
});

/** A call centre, its customers and what goes wrong, for `simulate`. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).max(200),
    seed: z.int().min(0).default(1),
    durationMs: ms,
    /** Left out of all figures: a centre that has just opened is not in its usual state. */
    warmUpMs: ms.default(0),
    queues: z.array(queueSchema.omit({ agents: true })).min(1),
    agents: z.array(agentsSchema).min(1),
    customers: z.array(customersSchema).min(1),
    trunks: z.array(z.strictObject({ name: idSchema, channels: z.int().min(1) })).default([]),
    faults: faultsSchema.prefault({}),
  })
  .superRefine((scenario, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const queues = new Set<string>(scenario.queues.map(({ queueId }) => queueId));
    const trunks = new Set(scenario.trunks.map(({ name }) => name));
    const groups = scenario.agents.map(({ group }) => group);
    if (scenario.warmUpMs >= scenario.durationMs) issue(['warmUpMs'], 'nothing is left to measure');
    scenario.agents.forEach((agents, at) => {
      if (groups.indexOf(agents.group) !== at)
        issue(['agents', at, 'group'], `${agents.group} is there twice`);
      agents.queues.forEach(({ queueId }, index) => {
        if (!queues.has(queueId)) issue(['agents', at, 'queues', index], `there is no queue ${queueId}`);
      });
    });
    scenario.customers.forEach(({ queueId, trunk }, at) => {
      if (!queues.has(queueId)) issue(['customers', at, 'queueId'], `there is no queue ${queueId}`);
      if (trunk !== undefined && !trunks.has(trunk))
        issue(['customers', at, 'trunk'], `there is no trunk ${trunk}`);
    });
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type CustomerClass = Scenario['customers'][number];
export type AgentGroup = Scenario['agents'][number];

/**
 * Reads a scenario.
 * @throws {CallweaveError} `config.invalid`, with every mistake in `details.issues`
 */
export function checkScenario(input: unknown): Scenario {
  const read = scenarioSchema.safeParse(input);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
  const lines = issues.map(({ path, message }) => `  ${path.join('.') || 'its top'}: ${message}`);
  throw new CallweaveError(
    'config.invalid',
    `The scenario has ${issues.length} mistake(s):\n${lines.join('\n')}`,
    { details: { issues } },
  );
}

/** The name of the n-th agent of a group. */
export function agentName({ group }: AgentGroup, index: number): AgentId {
  return `${group}-${index + 1}` as AgentId;
}
