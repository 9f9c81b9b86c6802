import {
  CallweaveError,
  type Clock,
  type ErrorCode,
  type Inspection,
  type Role,
  type SamplingRule,
  type ScoreSheet,
  type SheetAnswers,
  type SheetContent,
  scoreOf,
} from '@callweave/cti-core';

const SHEET: SheetContent = {
  name: 'Orders',
  passMark: 80,
  sections: [
    {
      title: 'Manners',
      questions: [
        { id: 'greets', text: 'Greets and gives the name', kind: 'yes-no', weight: 40 },
        { id: 'tone', text: 'Stays patient', kind: 'scale', weight: 60, max: 5 },
      ],
    },
    { title: 'Red lines', questions: [{ id: 'abuse', text: 'Insults the caller', kind: 'fatal' }] },
  ],
};

/** Quality inspection in memory: one sheet, its versions, rules and inspections, by the rules of the server (REC-4). */
export class MockQuality {
  readonly #clock: Clock;
  readonly #role: Role;
  readonly #versions: ScoreSheet[] = [];
  #rules: readonly SamplingRule[] = [];
  #inspections: readonly Inspection[] = [];

  constructor(clock: Clock, role: Role) {
    this.#clock = clock;
    this.#role = role;
    this.#keep('orders', SHEET);
  }

  get sheets(): readonly ScoreSheet[] {
    return this.#versions.filter(({ sheetId, version }) => this.#sheet(sheetId).version === version);
  }

  get rules(): readonly SamplingRule[] {
    this.#permit();
    return this.#rules;
  }

  putSheet(sheetId: string, content: SheetContent): ScoreSheet {
    this.#permit();
    return this.#keep(sheetId, content);
  }

  putRule(rule: SamplingRule): SamplingRule {
    this.#permit();
    this.#sheet(rule.sheetId);
    this.#rules = [...this.#rules.filter(({ ruleId }) => ruleId !== rule.ruleId), rule];
    return rule;
  }

  removeRule(ruleId: string): void {
    this.#permit();
    this.#rules = this.#rules.filter((rule) => rule.ruleId !== ruleId);
  }

  /** Puts one among them, as a draw or an earlier day left it. */
  add(facts: Partial<Inspection>): Inspection {
    const sheet = this.#sheet(facts.sheetId ?? 'orders');
    const inspection: Inspection = {
      inspectionId: `inspection-${this.#inspections.length + 1}`,
      recordingId: 'recording-1',
      callId: 'call-1',
      agentId: 'a-1001',
      sheetId: sheet.sheetId,
      sheetVersion: sheet.version,
      ruleId: null,
      state: 'draft',
      inspector: null,
      answers: {},
      comment: '',
      score: null,
      passed: null,
      fatal: false,
      firstScore: null,
      createdAt: this.#clock.now(),
      submittedAt: null,
      appeal: null,
      decision: null,
      ...facts,
    };
    this.#inspections = [inspection, ...this.#inspections];
    return inspection;
  }

  list(state: string | null): unknown {
    const told = this.#inspections.filter((one) => this.#leads || one.state !== 'draft');
    const fitting = told.filter((one) => state === null || one.state === state);
    return { inspections: fitting.map((one) => this.#withRights(one)), next: null };
  }

  one(inspectionId: string): unknown {
    return this.#shown(this.#find(inspectionId));
  }

  begin(about: {
    readonly recordingId: string;
    readonly sheetId: string;
    readonly agentId?: string;
  }): unknown {
    this.#permit();
    const known = this.#inspections.find(({ recordingId }) => recordingId === about.recordingId);
    return this.#shown(known ?? this.add(about));
  }

  save(inspectionId: string, { answers, comment }: { answers: SheetAnswers; comment: string }): unknown {
    return this.#change(inspectionId, 'score', (one) => ({ comment, ...this.#scored(one, answers) }));
  }

  submit(inspectionId: string): unknown {
    return this.#change(inspectionId, 'score', (one) => {
      const { missing } = scoreOf(this.#sheetOf(one), one.answers);
      if (missing.length > 0)
        throw new CallweaveError('quality.incomplete', 'Not all is answered.', {
          details: { questions: missing },
        });
      return { state: 'submitted', firstScore: one.score, submittedAt: this.#clock.now() };
    });
  }

  appeal(inspectionId: string, text: string): unknown {
    const appeal = { text, at: this.#clock.now() };
    return this.#change(inspectionId, 'appeal', () => ({ state: 'appealed', appeal }));
  }

  decide(
    inspectionId: string,
    { granted, text, answers }: { granted: boolean; text: string; answers?: SheetAnswers },
  ): unknown {
    const decision = { granted, text, by: 'mock', at: this.#clock.now() };
    return this.#change(inspectionId, 'decide', (one) => ({
      state: 'decided',
      decision,
      ...(answers === undefined ? {} : this.#scored(one, answers)),
    }));
  }

  get #leads(): boolean {
    return this.#role !== 'agent';
  }

  #scored(one: Inspection, answers: SheetAnswers): Partial<Inspection> {
    const { score, passed, fatal } = scoreOf(this.#sheetOf(one), answers);
    return { answers, score, passed: score === null ? null : passed, fatal, inspector: 'mock' };
  }

  #change(
    inspectionId: string,
    right: 'score' | 'appeal' | 'decide',
    change: (one: Inspection) => Partial<Inspection>,
  ): unknown {
    const before = this.#find(inspectionId);
    if (!this.#withRights(before).can[right])
      throw refused('quality.not-allowed-now', 'Not now, or not you.');
    const next = { ...before, ...change(before) };
    this.#inspections = this.#inspections.map((one) => (one === before ? next : one));
    return this.#shown(next);
  }

  #shown(inspection: Inspection): unknown {
    return { inspection: this.#withRights(inspection), sheet: this.#sheetOf(inspection) };
  }

  #withRights(one: Inspection) {
    const can = {
      score: this.#leads && one.state === 'draft',
      appeal: !this.#leads && one.state === 'submitted',
      decide: this.#leads && one.state === 'appealed',
    };
    return { ...one, can };
  }

  #keep(sheetId: string, content: SheetContent): ScoreSheet {
    const version = this.#versions.filter((one) => one.sheetId === sheetId).length + 1;
    const sheet = { ...content, sheetId, version, createdAt: this.#clock.now(), createdBy: 'mock' };
    this.#versions.push(sheet);
    return sheet;
  }

  #sheet(sheetId: string): ScoreSheet {
    const found = this.#versions.findLast((one) => one.sheetId === sheetId);
    if (found === undefined) throw refused('quality.unknown', `There is no sheet ${sheetId}.`);
    return found;
  }

  #sheetOf({ sheetId, sheetVersion }: Inspection): ScoreSheet {
    const exact = this.#versions.find((one) => one.sheetId === sheetId && one.version === sheetVersion);
    return exact ?? this.#sheet(sheetId);
  }

  #find(inspectionId: string): Inspection {
    const found = this.#inspections.find((one) => one.inspectionId === inspectionId);
    if (found === undefined) throw refused('quality.unknown', `There is no inspection ${inspectionId}.`);
    return found;
  }

  #permit(): void {
    if (!this.#leads) throw refused('access.denied', 'Team leaders and administrators inspect.');
  }
}

function refused(code: ErrorCode, message: string): CallweaveError {
  return new CallweaveError(code, message);
}
