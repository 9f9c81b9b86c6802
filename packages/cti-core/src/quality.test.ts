import { describe, expect, test } from 'vitest';
import { type ScoreSheet, type SheetAnswers, scoreOf } from './quality.js';

/** A sheet of a telephone shop. */
const sheet: Pick<ScoreSheet, 'sections' | 'passMark'> = {
  passMark: 80,
  sections: [
    {
      title: '开场',
      questions: [
        { id: 'greets', text: '问候并报工号', kind: 'yes-no', weight: 10 },
        { id: 'tone', text: '语气', kind: 'scale', weight: 20, max: 5 },
      ],
    },
    {
      title: '订购',
      questions: [
        { id: 'address', text: '核对地址', kind: 'yes-no', weight: 30 },
        { id: 'offer', text: '推荐赠品', kind: 'yes-no', weight: 40 },
        { id: 'abuse', text: '辱骂客户', kind: 'fatal' },
      ],
    },
  ],
};
const answers = (change: SheetAnswers = {}): SheetAnswers => ({
  greets: { value: 1 },
  tone: { value: 4 },
  address: { value: 1 },
  offer: { value: 0 },
  abuse: { value: 0 },
  ...change,
});

describe('the result of a score sheet (REC-4)', () => {
  test('weights count: (10 + 20·4/5 + 30) of 100 is 56', () => {
    expect(scoreOf(sheet, answers())).toEqual({
      score: 56,
      passed: false,
      fatal: false,
      sections: [86.7, 42.9],
      missing: [],
    });
  });

  test('what does not apply is left out: (10 + 16 + 30) of 60 is 93.3', () => {
    expect(scoreOf(sheet, answers({ offer: { value: null } }))).toMatchObject({ score: 93.3, passed: true });
  });

  test('from the pass mark on it is passed: (10 + 30 + 40) of 100 is 80', () => {
    const at = answers({ tone: { value: 0 }, offer: { value: 1 } });
    expect(scoreOf(sheet, at)).toMatchObject({ score: 80, passed: true });
    expect(scoreOf({ ...sheet, passMark: 80.1 }, at).passed).toBe(false);
  });

  test('one fatal thing, and nothing else counts', () => {
    const best = answers({ tone: { value: 5 }, offer: { value: 1 } });
    expect(scoreOf(sheet, best)).toMatchObject({ score: 100, passed: true });
    expect(scoreOf(sheet, { ...best, abuse: { value: 1 } })).toMatchObject({
      score: 0,
      passed: false,
      fatal: true,
      sections: [100, 100],
    });
  });

  test('what has no answer yet is named, and a sheet without any has no result', () => {
    expect(scoreOf(sheet, { tone: { value: 5 } })).toMatchObject({
      score: 100,
      missing: ['greets', 'address', 'offer', 'abuse'],
    });
    expect(scoreOf(sheet, {})).toMatchObject({ score: null, passed: false, sections: [null, null] });
  });
});
