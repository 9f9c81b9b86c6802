import { describe, expect, test } from 'vitest';
import { en } from './en.js';
import { zhCn } from './zh-cn.js';

type Tree = { readonly [key: string]: string | Tree };

const messages = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return typeof value === 'string' ? [[name, value] as [string, string]] : messages(value, name);
  });

const chinese = messages(zhCn);
const wrong = (pattern: RegExp) => chinese.filter(([, text]) => pattern.test(text));

describe('zh-CN messages', () => {
  test('are there for all that English has, and no others', () => {
    expect(chinese.map(([name]) => name)).toEqual(messages(en).map(([name]) => name));
  });

  test('have full-width punctuation beside Chinese, a value or one another', () => {
    expect(wrong(/[一-龥}」）][,:;?!()]|[,:;?!()][一-龥「（]|[,;?!][ ]?\{\{/)).toEqual([]);
  });

  test('have no spaces beside full-width punctuation, nor between Chinese', () => {
    expect(
      wrong(/ [，。：；？！、（）「」]|[，。：；？！、（）「」] (?!\{\{reason)|[一-龥] +[一-龥]|^ | $/),
    ).toEqual([]);
  });

  test('end in … and not in dots', () => {
    expect(wrong(/\.\.|。{2}/)).toEqual([]);
  });

  test.each([
    ['坐席', '座席'],
    ['组长', '班长'],
    ['主管', '班长'],
    ['你', '您'],
    ['排队机', '总机'],
    ['签入', '登录'],
    ['置忙', '示忙'],
    ['咨询通话', '磋商'],
    ['软件电话', '软电话'],
  ])('say nowhere %s, but %s', (word) => {
    expect(wrong(new RegExp(word))).toEqual([]);
  });
});
