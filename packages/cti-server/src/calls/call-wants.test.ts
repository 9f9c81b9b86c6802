import type { AgentId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { type CallWants, NO_WANTS, readWants, wantsText } from './call-wants.js';

describe('what a call wants, on its channel (ACD-1, OPS-2)', () => {
  test('nothing takes no room', () => {
    expect(wantsText(NO_WANTS)).toBeNull();
    expect(readWants(null)).toEqual(NO_WANTS);
  });

  test('is read back as it was written', () => {
    const wants: CallWants = {
      priority: 12.5,
      requires: { 'gold-care': 2 },
      preferred: { agentId: '1001' as AgentId, waitMs: 15_000 },
      decidedBy: 'customers/大客户',
    };
    expect(readWants(wantsText(wants))).toEqual(wants);
    expect(readWants(wantsText({ ...NO_WANTS, priority: -5 }))).toEqual({ ...NO_WANTS, priority: -5 });
  });

  test('too much for a channel is left out, and what is broken is not wanted', () => {
    expect(wantsText({ ...NO_WANTS, decidedBy: 'x'.repeat(1_000) })).toBeNull();
    for (const text of ['', '{', '[]', 'null', '{"p":"1","r":[2],"a":["1001"],"by":7}']) {
      expect(readWants(text)).toEqual(NO_WANTS);
    }
    expect(readWants('{"p":1,"r":{"a":"b","c":3},"a":7}')).toEqual({
      ...NO_WANTS,
      priority: 1,
      requires: { c: 3 },
    });
  });
});
