/** A language in which callers are told numbers. */
export type SpokenLanguage = 'zh' | 'en';

/*
 * What a caller is told while he waits, as names of prompts: one file a word, `LANGUAGE-WORD.wav`. They are listed, and how
 * they were spoken, in packages/dev-switch/sounds/README.md.
 */

/** How many wait before him; beyond `atMost` "more than" that. */
export function sayPosition(language: SpokenLanguage, ahead: number, atMost: number): string[] {
  const { count, more } = bounded(ahead, atMost);
  const several = count !== 1 || more.length > 0;
  if (count === 0) return named(language, ['next']);
  const [before, after] =
    language === 'zh'
      ? ['ahead', 'callers']
      : several
        ? ['there-are', 'callers-ahead']
        : ['there-is', 'caller-ahead'];
  return named(language, [before, ...more, ...spelt(language, count), after]);
}

/** How long he is thought to wait, in whole minutes, rounded up. */
export function sayWait(language: SpokenLanguage, waitMs: number, atMostMinutes: number): string[] {
  if (waitMs < 60_000) return named(language, ['soon']);
  const { count, more } = bounded(Math.ceil(waitMs / 60_000), atMostMinutes);
  const unit = language === 'en' && count === 1 && more.length === 0 ? 'minute' : 'minutes';
  return named(language, ['wait', ...more, ...spelt(language, count), unit]);
}

/** A number of things, from 0 to 9,999, word by word. */
export function sayNumber(language: SpokenLanguage, count: number): string[] {
  return named(language, spelt(language, count));
}

function bounded(count: number, atMost: number): { count: number; more: string[] } {
  const limit = Math.min(atMost, 9_999);
  return count > limit ? { count: limit, more: ['more-than'] } : { count, more: [] };
}

function spelt(language: SpokenLanguage, count: number): string[] {
  return language === 'zh' ? chinese(count) : english(count);
}

function named(language: SpokenLanguage, words: readonly string[]): string[] {
  return words.map((word) => `${language}-${word}`);
}

/**
 * 两 stands for a two that counts things, and before 百 and 千; 一 is left out before a leading 十; one 零 for any gap
 * between two digits, none at the end.
 */
function chinese(count: number): string[] {
  if (count === 0) return ['0'];
  if (count === 2) return ['liang'];
  const words: string[] = [];
  let gap = false;
  for (const unit of [1_000, 100, 10, 1]) {
    const digit = Math.floor(count / unit) % 10;
    if (digit === 0) {
      gap = words.length > 0;
      continue;
    }
    if (gap) words.push('0');
    gap = false;
    if (unit === 10 && digit === 1 && words.length === 0) words.push('10');
    else
      words.push(digit === 2 && unit >= 100 ? 'liang' : String(digit), ...(unit === 1 ? [] : [String(unit)]));
  }
  return words;
}

function english(count: number): string[] {
  const words: string[] = [];
  let rest = count;
  for (const unit of [1_000, 100]) {
    if (rest < unit) continue;
    words.push(String(Math.floor(rest / unit)), String(unit));
    rest %= unit;
  }
  if (rest >= 20) {
    words.push(String(rest - (rest % 10)));
    rest %= 10;
  }
  if (rest > 0 || words.length === 0) words.push(String(rest));
  return words;
}
