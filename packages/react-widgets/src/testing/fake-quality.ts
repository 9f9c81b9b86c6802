import {
  type CallweaveError,
  type SamplingRule,
  type ScoreSheet,
  type SheetAnswers,
  type SheetContent,
  scoreOf,
} from '@callweave/cti-core';
import type {
  InspectionPage,
  InspectionQuery,
  InspectionWithRights,
  InspectionWithSheet,
  Quality,
} from '@callweave/web-sdk';

const AT = 1_795_000_000_000;

export function aSheet(): ScoreSheet {
  return {
    sheetId: 'orders',
    version: 1,
    name: '订购质检表',
    passMark: 80,
    createdAt: AT,
    createdBy: '2001',
    sections: [
      {
        title: '服务规范',
        questions: [
          { id: 'greets', text: '问候并报工号', kind: 'yes-no', weight: 40 },
          { id: 'tone', text: '语气耐心', kind: 'scale', weight: 60, max: 5 },
        ],
      },
      { title: '红线', questions: [{ id: 'abuse', text: '辱骂客户', kind: 'fatal' }] },
    ],
  };
}

export function anInspection(changes: Partial<InspectionWithRights> = {}): InspectionWithRights {
  return {
    inspectionId: 'i-1',
    recordingId: 'r-1',
    callId: 'call-1',
    agentId: '1001',
    sheetId: 'orders',
    sheetVersion: 1,
    ruleId: 'weekly',
    state: 'draft',
    inspector: null,
    answers: {},
    comment: '',
    score: null,
    passed: null,
    fatal: false,
    firstScore: null,
    createdAt: AT,
    submittedAt: null,
    appeal: null,
    decision: null,
    can: { score: true, appeal: false, decide: false },
    ...changes,
  };
}

/** Quality inspection without a server: takes what it is told, and notes what it is asked. */
export class FakeQuality implements Quality {
  readonly asked: string[] = [];
  pages: readonly InspectionPage[] = [];
  one = anInspection();
  /** Thrown by the next request. */
  refusal: CallweaveError | null = null;

  /** What `sheets` and `rules` answer. */
  kept: readonly ScoreSheet[] = [aSheet()];
  samples: readonly SamplingRule[] = [];

  async sheets(): Promise<readonly ScoreSheet[]> {
    return this.kept;
  }

  async saveSheet(sheetId: string, content: SheetContent): Promise<ScoreSheet> {
    this.#ask(`save-sheet ${JSON.stringify(content)}`);
    const version = (this.kept.find((one) => one.sheetId === sheetId)?.version ?? 0) + 1;
    return { ...content, sheetId, version, createdAt: AT, createdBy: '2001' };
  }

  async rules(): Promise<readonly SamplingRule[]> {
    return this.samples;
  }

  async saveRule(rule: SamplingRule): Promise<SamplingRule> {
    this.#ask(`save-rule ${JSON.stringify(rule)}`);
    return rule;
  }

  async removeRule(ruleId: string): Promise<void> {
    this.#ask(`remove-rule ${ruleId}`);
  }

  async draw(ruleId: string): Promise<number> {
    this.#ask(`draw ${ruleId}`);
    return 12;
  }

  async inspections(query: InspectionQuery = {}): Promise<InspectionPage> {
    this.#ask(`list ${query.state ?? 'any'}${query.after === undefined ? '' : ` after ${query.after}`}`);
    return this.pages[Number(query.after ?? 0)] ?? { inspections: [], next: null };
  }

  async inspection(): Promise<InspectionWithSheet> {
    return this.#now('read');
  }

  async begin(): Promise<InspectionWithSheet> {
    return this.#now('begin');
  }

  async save(_: string, { answers, comment }: { answers: SheetAnswers; comment: string }) {
    const { score, passed, fatal } = scoreOf(aSheet(), answers);
    return this.#now(`save ${JSON.stringify(answers)} ${comment}`, {
      answers,
      comment,
      score,
      passed,
      fatal,
    });
  }

  async submit(): Promise<InspectionWithSheet> {
    const can = { score: false, appeal: false, decide: false };
    return this.#now('submit', { state: 'submitted', firstScore: this.one.score, can });
  }

  async appeal(_: string, text: string): Promise<InspectionWithSheet> {
    const can = { score: false, appeal: false, decide: false };
    return this.#now(`appeal ${text}`, { state: 'appealed', appeal: { text, at: AT }, can });
  }

  async decide(_: string, verdict: { granted: boolean; text: string; answers?: SheetAnswers }) {
    const { granted, text, answers = this.one.answers } = verdict;
    const { score, passed } = scoreOf(aSheet(), answers);
    return this.#now(`decide ${JSON.stringify(verdict)}`, {
      state: 'decided',
      answers,
      score,
      passed,
      decision: { granted, text, by: '2001', at: AT },
      can: { score: false, appeal: false, decide: false },
    });
  }

  #now(what: string, change: Partial<InspectionWithRights> = {}): InspectionWithSheet {
    this.#ask(what);
    this.one = { ...this.one, ...change };
    return { inspection: this.one, sheet: aSheet() };
  }

  #ask(what: string): void {
    this.asked.push(what);
    const { refusal } = this;
    this.refusal = null;
    if (refusal !== null) throw refusal;
  }
}
