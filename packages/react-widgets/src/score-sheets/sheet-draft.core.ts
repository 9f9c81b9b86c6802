import type { ScoreSheet, SheetContent, SheetQuestion } from '@callweave/cti-core';

/** A question as it stands in the form: numbers are what was typed. */
export interface DraftQuestion {
  readonly id: string;
  readonly text: string;
  readonly kind: SheetQuestion['kind'];
  readonly weight: string;
  readonly max: string;
}

export interface DraftSection {
  /** Of the form alone. */
  readonly key: string;
  readonly title: string;
  readonly questions: readonly DraftQuestion[];
}

/** A score sheet while it is written. */
export interface SheetDraft {
  readonly sheetId: string;
  /** Zero for one that is new. */
  readonly version: number;
  readonly name: string;
  readonly passMark: string;
  readonly sections: readonly DraftSection[];
}

/** What keeps a sheet from being saved, by the field's name: `name`, `passMark`, a section's key, a question's id, `sections`. */
export type SheetProblems = Readonly<
  Record<string, 'needed' | 'passMark' | 'weight' | 'max' | 'noQuestions' | 'nothingCounts'>
>;

const LONGEST_TEXT = 500;
const MOST_SECTIONS = 30;
const MOST_QUESTIONS = 100;

export function draftOf({ sheetId, version, name, passMark, sections }: ScoreSheet): SheetDraft {
  return {
    sheetId,
    version,
    name,
    passMark: String(passMark),
    sections: sections.map(({ title, questions }, at) => ({
      key: `section-${at}`,
      title,
      questions: questions.map((question) => ({
        id: question.id,
        text: question.text,
        kind: question.kind,
        weight: question.kind === 'fatal' ? '10' : String(question.weight),
        max: question.kind === 'scale' ? String(question.max) : '5',
      })),
    })),
  };
}

/** A sheet with one question to begin with. */
export function newDraft(newId: () => string): SheetDraft {
  const blank: SheetDraft = { sheetId: newId(), version: 0, name: '', passMark: '80', sections: [] };
  return withSection(blank, newId);
}

export function withSection(draft: SheetDraft, newId: () => string): SheetDraft {
  if (draft.sections.length >= MOST_SECTIONS) return draft;
  const section = { key: newId(), title: '', questions: [newQuestion(newId)] };
  return { ...draft, sections: [...draft.sections, section] };
}

export function withQuestion(draft: SheetDraft, key: string, newId: () => string): SheetDraft {
  return changeSection(draft, key, (section) =>
    section.questions.length >= MOST_QUESTIONS
      ? section
      : { ...section, questions: [...section.questions, newQuestion(newId)] },
  );
}

export function changeSection(
  draft: SheetDraft,
  key: string,
  change: (section: DraftSection) => DraftSection | null,
): SheetDraft {
  return {
    ...draft,
    sections: draft.sections.flatMap((section) => (section.key === key ? (change(section) ?? []) : section)),
  };
}

export function changeQuestion(
  draft: SheetDraft,
  id: string,
  change: (question: DraftQuestion) => DraftQuestion | null,
): SheetDraft {
  const sections = draft.sections.map((section) => ({
    ...section,
    questions: section.questions.flatMap((question) =>
      question.id === id ? (change(question) ?? []) : question,
    ),
  }));
  return { ...draft, sections };
}

/** One place up (-1) or down (1), among its own. */
export function moved<Item>(items: readonly Item[], at: number, by: -1 | 1): readonly Item[] {
  const [item, other] = [items[at], items[at + by]];
  if (item === undefined || other === undefined) return items;
  return items.map((one, place) => (place === at ? other : place === at + by ? item : one));
}

export function sheetProblems(draft: SheetDraft): SheetProblems {
  const found: Record<string, SheetProblems[string]> = {};
  if (draft.name.trim() === '') found.name = 'needed';
  if (!isWithin(draft.passMark, 0, 100)) found.passMark = 'passMark';
  for (const { key, title, questions } of draft.sections) {
    if (questions.length === 0) found[key] = 'noQuestions';
    else if (title.trim() === '') found[key] = 'needed';
    for (const { id, text, kind, weight, max } of questions) {
      if (text.trim() === '') found[id] = 'needed';
      else if (kind !== 'fatal' && !isWithin(weight, 0.1, 1_000)) found[id] = 'weight';
      else if (kind === 'scale' && !(isWithin(max, 1, 100) && Number.isInteger(Number(max))))
        found[id] = 'max';
    }
  }
  const all = draft.sections.flatMap((section) => section.questions);
  if (all.every(({ kind }) => kind === 'fatal')) found.sections = 'nothingCounts';
  return found;
}

/** As the server takes it; only of a draft without problems. */
export function contentOf({ name, passMark, sections }: SheetDraft): SheetContent {
  return {
    name: name.trim(),
    passMark: Number(passMark),
    sections: sections.map(({ title, questions }) => ({
      title: title.trim(),
      questions: questions.map(({ id, text, kind, weight, max }): SheetQuestion => {
        const asked = { id, text: text.trim().slice(0, LONGEST_TEXT) };
        if (kind === 'fatal') return { ...asked, kind };
        if (kind === 'yes-no') return { ...asked, kind, weight: Number(weight) };
        return { ...asked, kind, weight: Number(weight), max: Number(max) };
      }),
    })),
  };
}

/** What each question counts of the whole, in percent to a tenth; nothing of a fatal one. */
export function shares({ sections }: SheetDraft): ReadonlyMap<string, number> {
  const counting = sections
    .flatMap((section) => section.questions)
    .filter(({ kind, weight }) => kind !== 'fatal' && isWithin(weight, 0.1, 1_000));
  const whole = counting.reduce((sum, { weight }) => sum + Number(weight), 0);
  return new Map(counting.map(({ id, weight }) => [id, Math.round((1_000 * Number(weight)) / whole) / 10]));
}

function newQuestion(newId: () => string): DraftQuestion {
  return { id: newId(), text: '', kind: 'yes-no', weight: '10', max: '5' };
}

function isWithin(typed: string, least: number, most: number): boolean {
  const value = Number(typed);
  return typed.trim() !== '' && value >= least && value <= most;
}
