import { expect, test } from 'vitest';
import { words } from './words.js';

const texts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(texts);

test('Chinese has full-width punctuation, and no spaces beside it', () => {
  const wrong = texts(words['zh-CN']).filter((text) =>
    /[一-龥}」）][,:;?!()]|[,:;?!()][一-龥「（]| [，。：；？！、（）]|[，。：；？！、（）] |[一-龥] +[一-龥]/.test(
      text,
    ),
  );
  expect(wrong).toEqual([]);
});
