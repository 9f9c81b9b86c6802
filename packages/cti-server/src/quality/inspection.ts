import {
  CallweaveError,
  type Inspection,
  type InspectionRights,
  type Role,
  type ScoreSheet,
  type SheetAnswers,
  scoreOf,
} from '@callweave/cti-core';

/** Who asks. */
export interface Inspector {
  readonly account: string;
  readonly role: Role;
  readonly agentId: string | null;
}

/*
 * draft ──submit──▶ submitted ──appeal (the agent, once)──▶ appealed ──decide──▶ decided
 *   └─ save, again and again
 */

/** What somebody may do with an inspection now. Nobody scores himself, nor decides about his own appeal. */
export function rightsIn(
  { state, agentId }: Pick<Inspection, 'state' | 'agentId'>,
  who: Inspector,
): InspectionRights {
  const own = who.agentId === agentId;
  const inspects = who.role !== 'agent' && !own;
  return {
    score: inspects && state === 'draft',
    appeal: own && state === 'submitted',
    decide: inspects && state === 'appealed',
  };
}

/** A draft with what was scored so far. @throws {CallweaveError} `request.invalid`, `quality.not-allowed-now`, `access.denied` */
export function saved(
  inspection: Inspection,
  sheet: ScoreSheet,
  { answers, comment }: { readonly answers: SheetAnswers; readonly comment: string },
  who: Inspector,
): Inspection {
  allow('score', inspection, who);
  checkAnswers(sheet, answers);
  const { score, passed, fatal } = scoreOf(sheet, answers);
  return {
    ...inspection,
    answers,
    comment,
    inspector: who.account,
    score,
    passed: score === null ? null : passed,
    fatal,
  };
}

/** Tells it to the agent. @throws {CallweaveError} `quality.incomplete`, `quality.not-allowed-now`, `access.denied` */
export function submitted(
  inspection: Inspection,
  sheet: ScoreSheet,
  who: Inspector,
  now: number,
): Inspection {
  allow('score', inspection, who);
  const { score } = complete(sheet, inspection.answers);
  return {
    ...inspection,
    state: 'submitted',
    inspector: inspection.inspector ?? who.account,
    firstScore: score,
    submittedAt: now,
  };
}

/** The agent does not agree; once. @throws {CallweaveError} `quality.not-allowed-now`, `access.denied` */
export function appealed(inspection: Inspection, text: string, who: Inspector, now: number): Inspection {
  allow('appeal', inspection, who);
  return { ...inspection, state: 'appealed', appeal: { text, at: now } };
}

/**
 * The last word. A granted appeal may bring other answers; the first score stays to be read.
 * @throws {CallweaveError} `quality.incomplete`, `request.invalid`, `quality.not-allowed-now`, `access.denied`
 */
export function decided(
  inspection: Inspection,
  sheet: ScoreSheet,
  verdict: { readonly granted: boolean; readonly text: string; readonly answers?: SheetAnswers | undefined },
  who: Inspector,
  now: number,
): Inspection {
  allow('decide', inspection, who);
  const { granted, text, answers } = verdict;
  if (answers !== undefined && !granted)
    throw new CallweaveError('request.invalid', 'answers: only a granted appeal changes them.');
  if (answers !== undefined) checkAnswers(sheet, answers);
  const final = answers ?? inspection.answers;
  const { score, passed, fatal } = complete(sheet, final);
  return {
    ...inspection,
    state: 'decided',
    answers: final,
    score,
    passed,
    fatal,
    decision: { granted, text, by: who.account, at: now },
  };
}

function allow(act: keyof InspectionRights, inspection: Inspection, who: Inspector): void {
  if (rightsIn(inspection, who)[act]) return;
  const state = { score: 'draft', appeal: 'submitted', decide: 'appealed' }[act] as Inspection['state'];
  if (!rightsIn({ ...inspection, state }, who)[act])
    throw new CallweaveError('access.denied', 'This is for others to do: nobody judges himself.');
  throw new CallweaveError('quality.not-allowed-now', `The inspection is ${inspection.state}.`, {
    details: { state: inspection.state },
  });
}

function complete(sheet: ScoreSheet, answers: SheetAnswers) {
  const result = scoreOf(sheet, answers);
  if (result.missing.length === 0 && result.score !== null) return result;
  throw new CallweaveError('quality.incomplete', 'Questions are without an answer.', {
    details: { questions: result.missing },
  });
}

function checkAnswers({ sections }: ScoreSheet, answers: SheetAnswers): void {
  const questions = new Map(sections.flatMap((section) => section.questions.map((one) => [one.id, one])));
  for (const [id, { value }] of Object.entries(answers)) {
    const question = questions.get(id);
    if (question === undefined)
      throw new CallweaveError('request.invalid', `answers.${id}: the sheet does not ask that.`);
    const max = question.kind === 'scale' ? question.max : 1;
    const whole = question.kind === 'scale' || value === 0 || value === 1;
    if (value !== null && (value > max || !whole))
      throw new CallweaveError('request.invalid', `answers.${id}: 0 to ${max}, or null.`);
  }
}
