import { CallweaveError, type Clock, type Inspection, type ScoreSheet } from '@callweave/cti-core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Identity, Tokens } from '../../access/tokens.js';
import { drawSamples, emptyInspection } from '../../quality/draw-samples.js';
import { appealed, decided, rightsIn, saved, submitted } from '../../quality/inspection.js';
import { answersSchema, samplingRuleSchema, sheetSchema } from '../../quality/quality.schema.js';
import type { KeptInspection, QualityStore } from '../../quality/quality-store.js';
import { weekOf } from '../../quality/sampling.js';
import type { RecordingCatalogue } from '../../recording-store/recording-catalogue.js';
import type { Database } from '../../storage/database.js';
import { checked, identityOf } from './access.routes.js';

/** What somebody did in quality inspection; kept where nobody changes it. */
export interface QualityDeed {
  readonly by: Identity;
  readonly action:
    | 'quality.sheet-changed'
    | 'quality.rule-changed'
    | 'quality.rule-removed'
    | 'quality.drawn'
    | 'inspection.submitted'
    | 'inspection.appealed'
    | 'inspection.decided'
    | 'inspection.removed';
  /** The sheet, rule or inspection. */
  readonly id: string;
  readonly details: Readonly<Record<string, string>>;
}

interface QualityRouteParts {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly store: QualityStore;
  readonly catalogue: RecordingCatalogue;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly audit: (deed: QualityDeed) => void;
}

type ById = { Params: { id: string } };
const Q = '/api/v1/quality';
const WEEK_MS = 7 * 86_400_000;

const nameSchema = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, - _ .');
const versionSchema = z.object({ version: z.coerce.number().int().min(1).optional() });
const weekSchema = z.strictObject({ week: z.int().min(0).optional() });
const listSchema = z.object({
  state: z.enum(['draft', 'submitted', 'appealed', 'decided']).optional(),
  agentId: z.string().min(1).max(64).optional(),
  recordingId: z.string().min(1).max(128).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .regex(/^\d{1,16}\/[\w-]{1,128}$/, 'as the page before gave it')
    .optional(),
});
const createSchema = z.strictObject({
  recordingId: z.string().min(1).max(128),
  /** Needed where several took part. */
  agentId: z.string().min(1).max(64).optional(),
  sheetId: nameSchema,
});
const scoreSchema = z.strictObject({ answers: answersSchema, comment: z.string().max(4_000).default('') });
const textSchema = z.strictObject({ text: z.string().trim().min(1).max(4_000) });
const decisionSchema = textSchema.extend({ granted: z.boolean(), answers: answersSchema.optional() });

/** Quality inspection (REC-4): team leaders score, agents read their own and may appeal once. */
export function qualityRoutes(app: FastifyInstance, parts: QualityRouteParts): void {
  const { tokens, store, clock, newId, audit } = parts;
  const inspector = async (request: FastifyRequest): Promise<Identity> => {
    const identity = await identityOf(request, tokens);
    if (identity.role !== 'agent') return identity;
    throw new CallweaveError('access.denied', 'Team leaders and administrators inspect.');
  };

  app.get(`${Q}/sheets`, async (request) => {
    await identityOf(request, tokens);
    return { sheets: await store.sheets() };
  });
  app.get<ById>(`${Q}/sheets/:id`, async (request) => {
    await identityOf(request, tokens);
    return { sheet: await store.sheet(request.params.id, checked(versionSchema, request.query).version) };
  });
  app.put<ById>(`${Q}/sheets/:id`, async (request) => {
    const by = await inspector(request);
    const id = checked(nameSchema, request.params.id);
    const sheet = await store.putSheet(id, checked(sheetSchema, request.body), by.account, clock.now());
    audit({ by, action: 'quality.sheet-changed', id, details: { version: String(sheet.version) } });
    return { sheet };
  });

  app.get(`${Q}/rules`, async (request) => {
    await inspector(request);
    return { rules: await store.rules() };
  });
  app.put<ById>(`${Q}/rules/:id`, async (request) => {
    const by = await inspector(request);
    const rule = {
      ...checked(samplingRuleSchema, request.body),
      ruleId: checked(nameSchema, request.params.id),
    };
    await store.sheet(rule.sheetId);
    await store.putRule(rule, by.account, clock.now());
    audit({ by, action: 'quality.rule-changed', id: rule.ruleId, details: {} });
    return { rule };
  });
  app.delete<ById>(`${Q}/rules/:id`, async (request) => {
    const by = await inspector(request);
    const { ruleId } = await store.rule(request.params.id);
    await store.removeRule(ruleId);
    audit({ by, action: 'quality.rule-removed', id: ruleId, details: {} });
    return { ruleId };
  });
  /** Of the week that is over last, unless an instant of another one is named. */
  app.post<ById>(`${Q}/rules/:id/draw`, async (request) => {
    const by = await inspector(request);
    const rule = await store.rule(request.params.id);
    const now = clock.now();
    const week = weekOf(checked(weekSchema, request.body ?? {}).week ?? now - WEEK_MS);
    const drawn = await drawSamples({ ...parts, now }, rule, week);
    audit({
      by,
      action: 'quality.drawn',
      id: rule.ruleId,
      details: { drawn: String(drawn), week: String(week.from) },
    });
    return { drawn, week };
  });

  app.get(`${Q}/inspections`, async (request) => {
    const identity = await identityOf(request, tokens);
    const filter = checked(listSchema, request.query);
    const own = identity.role === 'agent' ? { agentId: identity.agentId ?? '', told: true } : {};
    const { inspections, next } = await store.list({ ...filter, ...own });
    return { inspections: inspections.map((one) => shown(one, identity)), next };
  });
  app.post(`${Q}/inspections`, async (request, reply) => {
    const by = await inspector(request);
    const { recordingId, agentId: named, sheetId } = checked(createSchema, request.body);
    const { callId, agents } = await parts.catalogue.find(recordingId);
    const [agentId = ''] = named === undefined ? [...new Set(agents)] : agents.filter((one) => one === named);
    if (agentId === '' || (named === undefined && new Set(agents).size > 1))
      throw new CallweaveError('request.invalid', `agentId: one of ${[...new Set(agents)].join(', ')}`);
    const sheet = await store.sheet(sheetId);
    const about = {
      recordingId,
      callId,
      agentId,
      sheetId,
      sheetVersion: sheet.version,
      createdAt: clock.now(),
    };
    const inspection = emptyInspection({ inspectionId: newId(), ...about });
    if (!rightsIn(inspection, by).score)
      throw new CallweaveError('access.denied', 'Nobody inspects himself.');
    const isNew = (await store.add([{ ...inspection, week: null }])) > 0;
    const { inspections } = await store.list({ recordingId, agentId, limit: 200 });
    const kept = inspections.find((one) => one.sheetId === sheetId);
    return reply
      .code(isNew ? 201 : 200)
      .send({ inspection: shown(kept ?? { ...inspection, version: 1 }, by), sheet });
  });
  app.get<ById>(`${Q}/inspections/:id`, async (request) => {
    const identity = await identityOf(request, tokens);
    const inspection = await store.inspection(request.params.id);
    const own = inspection.agentId === identity.agentId && inspection.state !== 'draft';
    if (identity.role === 'agent' && !own)
      throw new CallweaveError('access.denied', 'This is not for this agent to read.');
    return { inspection: shown(inspection, identity), sheet: await sheetOf(store, inspection) };
  });
  app.delete<ById>(`${Q}/inspections/:id`, async (request) => {
    const by = await inspector(request);
    const { inspectionId, recordingId, state, agentId } = await store.inspection(request.params.id);
    if (state !== 'draft')
      throw new CallweaveError('quality.not-allowed-now', `The inspection is ${state}.`, {
        details: { state },
      });
    if (by.agentId === agentId) throw new CallweaveError('access.denied', 'Nobody judges himself.');
    await store.remove(inspectionId);
    audit({ by, action: 'inspection.removed', id: inspectionId, details: { recordingId } });
    return { inspectionId };
  });

  /** One step of an inspection, written down when it says so. */
  const step = (
    path: string,
    action: QualityDeed['action'] | null,
    next: (now: Inspection, sheet: ScoreSheet, by: Identity, body: unknown) => Inspection,
  ): void => {
    app.route<ById>({
      method: action === null ? 'PUT' : 'POST',
      url: `${Q}/inspections/:id${path}`,
      handler: async (request) => {
        const by = await identityOf(request, tokens);
        const before = await store.inspection(request.params.id);
        const sheet = await sheetOf(store, before);
        const after = await store.change({
          ...next(before, sheet, by, request.body),
          version: before.version,
        });
        const { inspectionId: id, recordingId, score } = after;
        if (action !== null) audit({ by, action, id, details: { recordingId, score: String(score) } });
        return { inspection: shown(after, by), sheet };
      },
    });
  };
  step('', null, (now, sheet, by, body) => saved(now, sheet, checked(scoreSchema, body), by));
  step('/submit', 'inspection.submitted', (now, sheet, by) => submitted(now, sheet, by, clock.now()));
  step('/appeal', 'inspection.appealed', (now, _, by, body) =>
    appealed(now, checked(textSchema, body).text, by, clock.now()),
  );
  step('/decide', 'inspection.decided', (now, sheet, by, body) =>
    decided(now, sheet, checked(decisionSchema, body), by, clock.now()),
  );
}

const sheetOf = (store: QualityStore, { sheetId, sheetVersion }: Inspection): Promise<ScoreSheet> =>
  store.sheet(sheetId, sheetVersion);

function shown({ version: _, ...inspection }: KeptInspection, identity: Identity) {
  return { ...inspection, can: rightsIn(inspection, identity) };
}
