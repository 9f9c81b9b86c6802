import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sayNumber, sayPosition, sayWait } from './say.js';

const sounds = new URL('../../../dev-switch/sounds/', import.meta.url);

const word = { liang: '两', '10': '十', '100': '百', '1000': '千' } as Record<string, string>;
const chinese = (count: number): string =>
  sayNumber('zh', count)
    .map((name) => name.slice(3))
    .map((name) => word[name] ?? '零一二三四五六七八九'[Number(name)])
    .join('');

describe('numbers, word by word (ACD-6)', () => {
  test('in Chinese: 两 that counts, 十 without 一 in front, one 零 for a gap, none at the end', () => {
    const said = {
      0: '零',
      1: '一',
      2: '两',
      9: '九',
      10: '十',
      12: '十二',
      20: '二十',
      22: '二十二',
      99: '九十九',
      100: '一百',
      102: '一百零二',
      110: '一百一十',
      115: '一百一十五',
      200: '两百',
      1005: '一千零五',
      1050: '一千零五十',
      2002: '两千零二',
      9999: '九千九百九十九',
    };
    expect(Object.keys(said).map((count) => chinese(Number(count)))).toEqual(Object.values(said));
  });

  test('in English', () => {
    const said = (count: number) => sayNumber('en', count).map((name) => name.slice(3));
    expect([0, 7, 13, 20, 42, 100, 305, 1_200].map(said)).toEqual([
      ['0'],
      ['7'],
      ['13'],
      ['20'],
      ['40', '2'],
      ['1', '100'],
      ['3', '100', '5'],
      ['1', '1000', '2', '100'],
    ]);
  });

  test('sentences: who is next, one, several, more than it is worth saying', () => {
    expect(sayPosition('zh', 0, 20)).toEqual(['zh-next']);
    expect(sayPosition('zh', 2, 20)).toEqual(['zh-ahead', 'zh-liang', 'zh-callers']);
    expect(sayPosition('zh', 21, 20)).toEqual(['zh-ahead', 'zh-more-than', 'zh-2', 'zh-10', 'zh-callers']);
    expect(sayPosition('en', 1, 20)).toEqual(['en-there-is', 'en-1', 'en-caller-ahead']);
    expect(sayPosition('en', 3, 1)).toEqual(['en-there-are', 'en-more-than', 'en-1', 'en-callers-ahead']);
    expect(sayWait('zh', 59_999, 30)).toEqual(['zh-soon']);
    expect(sayWait('zh', 61_000, 30)).toEqual(['zh-wait', 'zh-liang', 'zh-minutes']);
    expect(sayWait('en', 60_000, 30)).toEqual(['en-wait', 'en-1', 'en-minute']);
    expect(sayWait('en', 3_600_000, 30)).toEqual(['en-wait', 'en-more-than', 'en-30', 'en-minutes']);
  });

  test('every word is there to be heard', () => {
    const names = new Set<string>();
    for (const language of ['zh', 'en'] as const) {
      for (let count = 0; count <= 1_200; count += 1) {
        for (const name of sayPosition(language, count, 999)) names.add(name);
        for (const name of sayWait(language, count * 60_000, 120)) names.add(name);
        for (const name of sayNumber(language, count)) names.add(name);
      }
    }
    expect([...names].filter((name) => !existsSync(new URL(`${name}.wav`, sounds)))).toEqual([]);
  });
});
