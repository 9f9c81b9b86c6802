/**
 * One question of a score sheet. `yes-no`: 1 or 0; `scale`: 0 to `max`; `fatal`: 1 when it happened, and then nothing else
 * counts.
 */
export type SheetQuestion = {
  /** Stays the same through versions, so that answers can be compared. */
  readonly id: string;
  readonly text: string;
} & (
  | { readonly kind: 'yes-no'; readonly weight: number }
  | { readonly kind: 'scale'; readonly weight: number; readonly max: number }
  | { readonly kind: 'fatal' }
);

export interface SheetSection {
  readonly title: string;
  readonly questions: readonly SheetQuestion[];
}

/** A score sheet (评分表); each change is a version of its own, and an inspection keeps the one it was made with. */
export interface ScoreSheet {
  readonly sheetId: string;
  readonly version: number;
  readonly name: string;
  /** Passed from here on, 0 to 100. */
  readonly passMark: number;
  readonly sections: readonly SheetSection[];
  readonly createdAt: number;
  readonly createdBy: string;
}

/** What a score sheet says; its id and version stand beside it. */
export type SheetContent = Pick<ScoreSheet, 'name' | 'passMark' | 'sections'>;

/** Which recordings are inspected by chance (抽检); all that is named has to hold. */
export interface SamplingRule {
  readonly ruleId: string;
  readonly name: string;
  readonly sheetId: string;
  /** Recordings of each agent, each week. */
  readonly perAgentPerWeek: number;
  readonly agents?: readonly string[] | undefined;
  readonly queues?: readonly string[] | undefined;
  readonly directions?: readonly ('inbound' | 'outbound' | 'internal')[] | undefined;
  readonly dispositions?: readonly string[] | undefined;
  readonly minMs?: number | undefined;
  readonly maxMs?: number | undefined;
  /** Draws by itself each night; otherwise when it is asked. */
  readonly active: boolean;
}

export interface SheetAnswer {
  /** Null: does not apply to this call, and is left out. */
  readonly value: number | null;
  readonly comment?: string | undefined;
  /** The time of the recording that the comment is about. */
  readonly atMs?: number | undefined;
}
/** By question. */
export type SheetAnswers = Readonly<Record<string, SheetAnswer>>;

export interface SheetScore {
  /** 0 to 100, to a tenth; null while nothing that counts is answered. */
  readonly score: number | null;
  readonly passed: boolean;
  /** Something happened that must not. */
  readonly fatal: boolean;
  /** In the order of the sheet, each by itself; null where nothing applies. */
  readonly sections: readonly (number | null)[];
  /** Questions without an answer. */
  readonly missing: readonly string[];
}

/**
 * `draft → submitted → appealed → decided`: scored; told to the agent; questioned by him, once; answered for good.
 */
export type InspectionState = 'draft' | 'submitted' | 'appealed' | 'decided';

/** One agent's part in one recording, scored (质检). Instants in epoch milliseconds. */
export interface Inspection {
  readonly inspectionId: string;
  readonly recordingId: string;
  readonly callId: string;
  readonly agentId: string;
  readonly sheetId: string;
  readonly sheetVersion: number;
  /** The sampling rule that drew it; null when somebody chose it. */
  readonly ruleId: string | null;
  readonly state: InspectionState;
  /** The account that scores; null while nobody has begun. */
  readonly inspector: string | null;
  readonly answers: SheetAnswers;
  readonly comment: string;
  readonly score: number | null;
  readonly passed: boolean | null;
  readonly fatal: boolean;
  /** As it was before an appeal was granted. */
  readonly firstScore: number | null;
  readonly createdAt: number;
  readonly submittedAt: number | null;
  readonly appeal: { readonly text: string; readonly at: number } | null;
  readonly decision: {
    readonly granted: boolean;
    readonly text: string;
    readonly by: string;
    readonly at: number;
  } | null;
}

/** What whoever asks may do with it now. */
export interface InspectionRights {
  readonly score: boolean;
  readonly appeal: boolean;
  readonly decide: boolean;
}

/**
 * The result of a sheet: 100 · Σ weight·part ÷ Σ weight over the questions that apply, where a part is 1 or 0 of yes-no, value ÷ max
 * of a scale. A fatal question that happened makes it 0, and not passed.
 */
export function scoreOf(
  { sections, passMark }: Pick<ScoreSheet, 'sections' | 'passMark'>,
  answers: SheetAnswers,
): SheetScore {
  const questions = sections.flatMap((section) => section.questions);
  const fatal = questions.some(({ kind, id }) => kind === 'fatal' && answers[id]?.value === 1);
  const missing = questions.filter(({ id }) => answers[id] === undefined).map(({ id }) => id);
  const score = fatal ? 0 : shareOf(questions, answers);
  return {
    score,
    passed: score !== null && !fatal && score >= passMark,
    fatal,
    sections: sections.map((section) => shareOf(section.questions, answers)),
    missing,
  };
}

function shareOf(questions: readonly SheetQuestion[], answers: SheetAnswers): number | null {
  let [reached, weights] = [0, 0];
  for (const question of questions) {
    const value = answers[question.id]?.value ?? null;
    if (value === null || question.kind === 'fatal') continue;
    reached += question.weight * (question.kind === 'scale' ? value / question.max : value);
    weights += question.weight;
  }
  return weights === 0 ? null : Math.round((reached / weights) * 1_000) / 10;
}
