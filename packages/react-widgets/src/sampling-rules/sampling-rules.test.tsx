import type { SamplingRule } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { FakeSession } from '../testing/fake-session.js';
import { newRuleDraft, ruleDraftOf, ruleOf, ruleProblems } from './rule-draft.core.js';
import { SamplingRules } from './sampling-rules.js';

afterEach(cleanup);

const COMPLAINTS: SamplingRule = {
  ruleId: 'complaints',
  name: '投诉抽检',
  sheetId: 'orders',
  perAgentPerWeek: 3,
  queues: ['complaints'],
  dispositions: ['refund', 'return'],
  minMs: 30_000,
  active: true,
};

function draw(samples: readonly SamplingRule[] = [COMPLAINTS]) {
  const session = new FakeSession({ role: 'supervisor' });
  session.quality.samples = samples;
  render(
    <CallweaveProvider session={session} locale="en">
      <SamplingRules />
    </CallweaveProvider>,
  );
  return session.quality;
}

const output = () => screen.getByTestId('rule-form').querySelector('output')?.textContent;
const sent = (asked: readonly string[]) =>
  JSON.parse((asked[0] ?? '').replace('save-rule ', '')) as SamplingRule;

describe('sampling rules (REC-4)', () => {
  test('a rule is changed and sent whole; a queue that is gone meanwhile stays in it', async () => {
    const quality = draw();
    await userEvent.click(await screen.findByTestId('rule-row'));
    await userEvent.click(await screen.findByRole('checkbox', { name: '订购热线' }));
    expect((screen.getByRole('checkbox', { name: 'complaints' }) as HTMLInputElement).checked).toBe(true);
    await userEvent.type(screen.getByTestId('rule-maxSeconds'), '600');
    await userEvent.click(screen.getByTestId('btn-save-rule'));
    await expect.poll(output).toBe('Saved');
    expect(sent(quality.asked)).toEqual({ ...COMPLAINTS, queues: ['complaints', 'orders'], maxMs: 600_000 });
  });

  test('a new rule needs a name; then it draws at once when it is told to', async () => {
    const quality = draw([]);
    const begin = await screen.findByTestId('btn-new-rule');
    await expect.poll(() => (begin as HTMLButtonElement).disabled).toBe(false);
    await userEvent.click(begin);
    await userEvent.click(screen.getByTestId('btn-save-rule'));
    expect(output()).toBe('Something is not filled in.');
    await userEvent.type(screen.getByTestId('rule-name'), 'Weekly');
    await userEvent.type(screen.getByTestId('rule-agents'), '1001，1002 1001');
    await userEvent.click(screen.getByTestId('btn-save-rule'));
    await expect.poll(output).toBe('Saved');
    expect(sent(quality.asked)).toMatchObject({
      name: 'Weekly',
      sheetId: 'orders',
      agents: ['1001', '1002'],
    });
    await userEvent.click(screen.getByTestId('btn-draw'));
    await expect.poll(output).toBe('12 drawn');
  });

  test('a rule is removed by a second press, and the list has it no longer', async () => {
    const quality = draw();
    await userEvent.click(await screen.findByTestId('rule-row'));
    await userEvent.click(screen.getByTestId('btn-remove-rule'));
    expect(quality.asked).toEqual([]);
    await userEvent.click(screen.getByTestId('btn-remove-rule'));
    await expect.poll(() => screen.queryByTestId('rule-row')).toBeNull();
    expect(quality.asked).toEqual(['remove-rule complaints']);
  });

  test('what is read is what is sent, when nothing is typed', () => {
    expect(JSON.parse(JSON.stringify(ruleOf(ruleDraftOf(COMPLAINTS))))).toEqual(COMPLAINTS);
  });

  test.each([
    ['perAgentPerWeek', { perAgentPerWeek: '2.5' }, 'count'],
    ['minSeconds', { minSeconds: 'long' }, 'seconds'],
    ['maxSeconds', { maxSeconds: '10' }, 'longest'],
    ['sheetId', { sheetId: '' }, 'needed'],
  ] as const)('a wrong %s is named', (field, change, problem) => {
    expect(ruleProblems({ ...newRuleDraft('r', 'orders'), ...change })[field]).toBe(problem);
  });
});
