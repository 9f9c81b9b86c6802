import type { CallId } from '@callweave/cti-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialValue } from './dial-string.js';
import { EslEvent } from './esl-event.js';
import { markVariables, readMark } from './marks.js';

describe('a mark on a channel', () => {
  it('comes back as it was written, whatever its values hold', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z]{0,10}$/), fc.string({ unit: 'grapheme' })),
        (facts) => {
          const { call_id: _c, party: _p, ...given } = facts;
          const mark = { callId: 'call-1' as CallId, party: 'customer' as const, facts: given };
          const variables = markVariables(mark);
          for (const value of variables.values()) expect(value).toMatch(/^[\w.%-]*$/);
          const headers = Object.fromEntries(
            [...variables].map(([name, value]) => [`variable_${name}`, value]),
          );
          expect(readMark(new EslEvent(headers))).toEqual(mark);
        },
      ),
    );
  });

  it('is refused when a fact has a name that is no variable', () => {
    const mark = { callId: 'c' as CallId, party: 'agent' as const, facts: { 'a;b': 'x' } };
    expect(() => markVariables(mark)).toThrow(expect.objectContaining({ code: 'switch.invalid-argument' }));
  });

  it('is null on channels of others', () => {
    expect(readMark(new EslEvent({ variable_uuid: 'x' }))).toBeNull();
  });
});

describe('a name in a dial string', () => {
  it.each([
    ['John Smith', "'John Smith'"],
    ['Smith, John', "'Smith\\, John'"],
    ["O'Brien", 'O\u2019Brien'],
    ['张三', '张三'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: FreeSWITCH's own expansion, which must not happen
    ['${system(reboot)}', '(system(reboot))'],
    ['a}b{c', 'a)b(c'],
  ])('%s', (name, written) => {
    expect(dialValue(name)).toBe(written);
  });

  it.each(['a\nb', 'a\r\nb', 'a\u0000b', '\u0007'])('with a control character is refused', (name) => {
    expect(() => dialValue(name)).toThrow(expect.objectContaining({ code: 'switch.invalid-argument' }));
  });
});
