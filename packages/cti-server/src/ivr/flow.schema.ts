import { CallweaveError } from '@callweave/cti-core';
import { z } from 'zod';
import { soundSchema } from '../media-switch/sound.schema.js';
import type { Flow } from './flow.types.js';

const id = z.string().min(1).max(64);

const nodeSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('play'), sound: soundSchema, next: id }),
  z.strictObject({
    type: z.literal('menu'),
    prompt: soundSchema,
    timeoutMs: z.int().min(100).max(60_000),
    retries: z.int().min(0).max(10),
    exits: z.record(z.string().regex(/^[0-9*#]$/, 'an exit is one key: 0-9, * or #'), id),
    otherwise: id,
  }),
  z.strictObject({ type: z.literal('route'), route: id }),
  z.strictObject({
    type: z.literal('voicemail'),
    prompt: soundSchema.optional(),
    limitMs: z.int().min(1_000).max(900_000).default(120_000),
    silenceMs: z.int().min(1_000).max(60_000).default(5_000),
    endKeys: z
      .string()
      .regex(/^(?!.*(.).*\1)[0-9*#]*$/, 'keys that end the message, each once: 0-9, * and #')
      .default('#'),
    next: id,
  }),
  z.strictObject({ type: z.literal('queue'), queueId: id }),
  z.strictObject({ type: z.literal('hang-up') }),
]);

/** An IVR script in JSON: every node it names exists, is reachable, and leads on. */
export const flowSchema = z
  .strictObject({
    id,
    version: z.int().min(1),
    start: id,
    nodes: z.record(id, nodeSchema),
  })
  .superRefine((flow, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const targets = (name: string): [(string | number)[], string][] => {
      const node = flow.nodes[name];
      if (node?.type === 'play' || node?.type === 'voicemail') return [[['nodes', name, 'next'], node.next]];
      if (node?.type !== 'menu') return [];
      return [
        ...Object.entries(node.exits).map(([key, to]): [(string | number)[], string] => [
          ['nodes', name, 'exits', key],
          to,
        ]),
        [['nodes', name, 'otherwise'], node.otherwise],
      ];
    };
    if (!Object.hasOwn(flow.nodes, flow.start)) issue(['start'], `there is no node ${flow.start}`);
    for (const [name, node] of Object.entries(flow.nodes)) {
      if (node.type === 'menu' && Object.keys(node.exits).length === 0) {
        issue(['nodes', name, 'exits'], 'a menu needs an exit for at least one key');
      }
      for (const [path, to] of targets(name)) {
        if (!Object.hasOwn(flow.nodes, to)) issue(path, `there is no node ${to}`);
      }
    }
    const reached = new Set([flow.start]);
    for (const name of reached) for (const [, to] of targets(name)) reached.add(to);
    for (const name of Object.keys(flow.nodes)) {
      if (!reached.has(name)) issue(['nodes', name], 'no way leads to this node');
    }
    const ends = [...reached].some((name) =>
      ['queue', 'route', 'hang-up'].includes(flow.nodes[name]?.type ?? ''),
    );
    if (!ends) issue(['nodes'], 'the flow never ends: it needs a queue, a route or a hang-up');
  });

/**
 * Reads a flow.
 * @throws {CallweaveError} `config.invalid`, with every mistake and its place in `details.issues`
 */
export function parseFlow(json: unknown): Flow {
  const read = flowSchema.safeParse(json);
  if (read.success) return read.data as unknown as Flow;
  const issues = read.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
  const first = issues[0];
  throw new CallweaveError(
    'config.invalid',
    `The flow is wrong at ${first?.path.join('.') || 'its top'}: ${first?.message}`,
    {
      details: { issues },
    },
  );
}
