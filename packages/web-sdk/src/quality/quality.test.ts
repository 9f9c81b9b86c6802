import type { SamplingRule } from '@callweave/cti-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpDoor } from '../http/http-door.js';
import { createQuality } from './quality.js';

const URL = 'http://127.0.0.1:7080';
let asked: { method: string; path: string; body: unknown }[] = [];
let answer: unknown = {};

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    const body = await request.text();
    asked.push({
      method: request.method,
      path: url.slice(URL.length),
      body: body === '' ? null : JSON.parse(body),
    });
    return Response.json(answer);
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const quality = createQuality(new HttpDoor({ url: URL, getToken: () => 'token' }));
const sheet = {
  sheetId: 'orders 2',
  version: 3,
  name: '订购质检表',
  passMark: 80,
  sections: [],
  createdAt: 1,
  createdBy: '2001',
};
const rule: SamplingRule = {
  ruleId: 'weekly',
  name: '抽检',
  sheetId: 'orders',
  perAgentPerWeek: 3,
  active: true,
};

describe('score sheets and sampling rules of a session (REC-4)', () => {
  test('a sheet is sent without what the server says of it, and comes back as the next version', async () => {
    answer = { sheet: { ...sheet, version: 4 } };
    expect((await quality.saveSheet('orders 2', sheet)).version).toBe(4);
    expect(asked).toEqual([
      {
        method: 'PUT',
        path: '/api/v1/quality/sheets/orders%202',
        body: { name: '订购质检表', passMark: 80, sections: [] },
      },
    ]);
  });

  test('a rule is kept under its id, drawn by, and removed', async () => {
    answer = { rule, rules: [rule], drawn: 12 };
    expect(await quality.saveRule(rule)).toEqual(rule);
    expect(await quality.rules()).toEqual([rule]);
    expect(await quality.draw('weekly')).toBe(12);
    await quality.removeRule('weekly');
    const { ruleId: _, ...body } = rule;
    const path = '/api/v1/quality/rules';
    expect(asked).toEqual([
      { method: 'PUT', path: `${path}/weekly`, body },
      { method: 'GET', path, body: null },
      { method: 'POST', path: `${path}/weekly/draw`, body: null },
      { method: 'DELETE', path: `${path}/weekly`, body: null },
    ]);
  });
});
