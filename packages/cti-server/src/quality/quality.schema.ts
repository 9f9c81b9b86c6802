import { z } from 'zod';

const id = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, - _ .');
const text = z.string().trim().min(1).max(500);
const weight = z.number().min(0.1).max(1_000);

const questionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ id, text, kind: z.literal('yes-no'), weight }),
  z.strictObject({ id, text, kind: z.literal('scale'), weight, max: z.int().min(1).max(100) }),
  z.strictObject({ id, text, kind: z.literal('fatal') }),
]);

/** What a score sheet says; its id and version stand beside it. */
export const sheetSchema = z
  .strictObject({
    name: text,
    passMark: z.number().min(0).max(100).default(80),
    sections: z
      .array(z.strictObject({ title: text, questions: z.array(questionSchema).min(1).max(100) }))
      .min(1)
      .max(30),
  })
  .superRefine(({ sections }, context) => {
    const questions = sections.flatMap((section) => section.questions);
    const ids = questions.map((question) => question.id);
    for (const twice of ids.filter((one, at) => ids.indexOf(one) !== at))
      context.addIssue({ code: 'custom', path: ['sections'], message: `the question ${twice} stands twice` });
    if (questions.every(({ kind }) => kind === 'fatal'))
      context.addIssue({ code: 'custom', path: ['sections'], message: 'no question counts' });
  });
export type SheetContent = Readonly<z.output<typeof sheetSchema>>;

/** Which recordings are inspected by chance; all that is named has to hold. */
export const samplingRuleSchema = z.strictObject({
  name: text,
  sheetId: id,
  /** Of each agent, each week. */
  perAgentPerWeek: z.int().min(1).max(100),
  agents: z.array(z.string().min(1).max(64)).min(1).optional(),
  queues: z.array(z.string().min(1).max(64)).min(1).optional(),
  directions: z
    .array(z.enum(['inbound', 'outbound', 'internal']))
    .min(1)
    .optional(),
  dispositions: z.array(z.string().min(1).max(64)).min(1).optional(),
  minMs: z.int().min(0).optional(),
  maxMs: z.int().min(0).optional(),
  /** Draws by itself each night; otherwise when it is asked. */
  active: z.boolean().default(true),
});
export type SamplingRule = Readonly<z.output<typeof samplingRuleSchema>> & { readonly ruleId: string };

export const answersSchema = z.record(
  id,
  z.strictObject({
    value: z.number().min(0).max(100).nullable(),
    comment: z.string().max(2_000).optional(),
    atMs: z.int().min(0).max(86_400_000).optional(),
  }),
);
