import {
  type ScoreSheet,
  type SheetAnswer,
  type SheetAnswers,
  type SheetScore,
  scoreOf,
} from '@callweave/cti-core';
import type { InspectionWithRights } from '@callweave/web-sdk';

/** What stands in the form and is not sent yet. */
export interface InspectionDraft {
  readonly answers: SheetAnswers;
  readonly comment: string;
}

export interface InspectionView {
  /** With what is typed, by the formula of the server. */
  readonly result: SheetScore;
  /** The sheet can be filled in: for the first time, or with a granted appeal. */
  readonly editable: boolean;
  readonly canSubmit: boolean;
  readonly changed: boolean;
}

export function inspectionView(
  { answers, comment, can }: InspectionWithRights,
  sheet: ScoreSheet,
  draft: InspectionDraft,
): InspectionView {
  const result = scoreOf(sheet, draft.answers);
  return {
    result,
    editable: can.score || can.decide,
    canSubmit: can.score && result.missing.length === 0 && result.score !== null,
    changed: draft.comment !== comment || JSON.stringify(draft.answers) !== JSON.stringify(answers),
  };
}

/** The answers with one changed; what was said about it stays. An empty comment goes, and its time with it. */
export function withAnswer(answers: SheetAnswers, id: string, change: Partial<SheetAnswer>): SheetAnswers {
  const next = { value: null, ...answers[id], ...change };
  if (next.comment !== undefined && next.comment.trim() === '') {
    const { comment: _, atMs: __, ...plain } = next;
    return { ...answers, [id]: plain };
  }
  return { ...answers, [id]: next };
}

/** The choices of a question, from the best to the worst. */
export function choicesOf(question: ScoreSheet['sections'][number]['questions'][number]): readonly number[] {
  if (question.kind !== 'scale') return question.kind === 'fatal' ? [0, 1] : [1, 0];
  return Array.from({ length: question.max + 1 }, (_, at) => question.max - at);
}
