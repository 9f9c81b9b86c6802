import { CallweaveError } from '@callweave/cti-core';
import type { InspectionWithRights } from '@callweave/web-sdk';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { InspectionList } from '../inspection-list/inspection-list.js';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { anInspection } from '../testing/fake-quality.js';
import { FakeSession } from '../testing/fake-session.js';
import { choicesOf, withAnswer } from './inspection-form.core.js';
import { InspectionForm, type InspectionFormProps } from './inspection-form.js';

afterEach(cleanup);

const scored = {
  greets: { value: 1 },
  tone: { value: 3, comment: 'curt', atMs: 8_000 },
  abuse: { value: 0 },
};
const nothing = { score: false, appeal: false, decide: false };

async function draw(one: Partial<InspectionWithRights> = {}, props: Partial<InspectionFormProps> = {}) {
  const session = new FakeSession();
  session.quality.one = anInspection(one);
  render(
    <CallweaveProvider session={session} locale="en">
      <InspectionForm inspectionId="i-1" {...props} />
    </CallweaveProvider>,
  );
  await screen.findByTestId('question-greets');
  session.quality.asked.length = 0;
  return session.quality;
}
const choose = (question: string, choice: string) =>
  userEvent.click(within(screen.getByTestId(`question-${question}`)).getByRole('radio', { name: choice }));
const score = () => screen.getByTestId('inspection-score').textContent;

describe('inspection form (REC-4)', () => {
  test('the result goes along while it is filled in, and it is submitted when it is whole', async () => {
    const changed: string[] = [];
    const quality = await draw({}, { onChange: ({ state }) => changed.push(state) });
    expect(score()).toBe('–not scored');
    await choose('greets', 'Yes');
    expect(score()).toBe('100passed (from 80)');
    await choose('tone', '3');
    expect(score()).toBe('76not passed (from 80)');
    expect((screen.getByTestId('btn-submit-inspection') as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByText('1 without an answer')).toBeTruthy();
    await choose('abuse', 'Did not');
    await userEvent.type(screen.getByTestId('inspection-comment'), 'mind the tone');
    await userEvent.click(screen.getByTestId('btn-submit-inspection'));
    await expect.poll(() => screen.queryByTestId('btn-submit-inspection')).toBeNull();
    expect(quality.asked).toEqual([
      'save {"greets":{"value":1},"tone":{"value":3},"abuse":{"value":0}} mind the tone',
      'submit',
    ]);
    expect(changed).toEqual(['submitted']);
    expect((screen.getByRole('radio', { name: 'Happened' }) as HTMLInputElement).matches(':disabled')).toBe(
      true,
    );
  });

  test('one fatal fault, and the result is nothing', async () => {
    await draw({ answers: scored });
    await choose('abuse', 'Happened');
    expect(score()).toBe('0a fatal fault');
  });

  test('a comment takes the time of the recording when it is begun, and leads back to it', async () => {
    const sought: number[] = [];
    const player = { positionMs: 12_000, seek: (at: number) => void sought.push(at) };
    const quality = await draw({}, { player });
    await choose('tone', '2');
    await userEvent.type(screen.getByTestId('remark-tone'), 'curt');
    await userEvent.click(screen.getByRole('button', { name: '0:12' }));
    expect(sought).toEqual([12_000]);
    await userEvent.click(screen.getByTestId('btn-save-inspection'));
    await expect
      .poll(() => quality.asked)
      .toEqual(['save {"tone":{"value":2,"comment":"curt","atMs":12000}} ']);
  });

  test('the agent reads it, changes nothing, and appeals once', async () => {
    const quality = await draw({
      state: 'submitted',
      answers: scored,
      score: 76,
      can: { ...nothing, appeal: true },
    });
    expect(screen.getByText('curt')).toBeTruthy();
    expect(screen.queryByTestId('btn-submit-inspection')).toBeNull();
    await userEvent.type(screen.getByTestId('appeal-text'), 'the line was bad');
    await userEvent.click(screen.getByTestId('btn-appeal'));
    await expect.poll(() => quality.asked).toEqual(['appeal the line was bad']);
    expect(screen.queryByTestId('appeal-text')).toBeNull();
    expect(screen.getByText('the line was bad')).toBeTruthy();
  });

  test('an appeal is granted with another score, which stands beside the first', async () => {
    const appeal = { text: 'the line was bad', at: 1 };
    const can = { ...nothing, decide: true };
    const quality = await draw({
      state: 'appealed',
      answers: scored,
      score: 76,
      firstScore: 76,
      appeal,
      can,
    });
    await choose('tone', '5');
    await userEvent.type(screen.getByTestId('decide-text'), 'right');
    await userEvent.click(screen.getByTestId('btn-grant'));
    await expect
      .poll(() => screen.queryByTestId('decision')?.textContent)
      .toMatch(/Granted.*2001right76 → 100$/);
    expect(quality.asked[0]).toContain('"granted":true');
    expect(quality.asked[0]).toContain('"tone":{"value":5');
  });

  test('what is refused keeps what was typed; what cannot be read can be read again', async () => {
    const quality = await draw({ answers: scored });
    quality.refusal = new CallweaveError('quality.not-allowed-now', 'submitted');
    await choose('tone', '5');
    await userEvent.click(screen.getByTestId('btn-save-inspection'));
    expect((await screen.findByRole('alert')).textContent).toContain('changed meanwhile');
    expect(score()).toBe('100passed (from 80)');
  });

  test('a comment that is emptied takes its time with it; choices go from the best down', () => {
    expect(withAnswer(scored, 'tone', { comment: ' ' }).tone).toEqual({ value: 3 });
    expect(choicesOf({ id: 'a', text: '', kind: 'scale', weight: 1, max: 2 })).toEqual([2, 1, 0]);
  });
});

describe('inspection list (REC-4)', () => {
  test('by state, page by page; opens one', async () => {
    const session = new FakeSession();
    const first = anInspection({ state: 'appealed', score: 76, passed: false });
    session.quality.pages = [
      { inspections: [first], next: '1' },
      { inspections: [anInspection({ inspectionId: 'i-2' })], next: null },
    ];
    const opened: string[] = [];
    render(
      <CallweaveProvider session={session} locale="en">
        <InspectionList onOpen={({ inspectionId }) => opened.push(inspectionId)} />
      </CallweaveProvider>,
    );
    const row = await screen.findByTestId('inspection-row');
    await expect.poll(() => row.textContent).toMatch(/王芳AppealeddrawnNot passed76$/);
    await userEvent.click(row);
    expect(opened).toEqual(['i-1']);
    await userEvent.click(screen.getByTestId('btn-more-inspections'));
    await expect.poll(() => screen.getAllByTestId('inspection-row').length).toBe(2);
    await userEvent.selectOptions(screen.getByTestId('inspection-state'), 'draft');
    await expect.poll(() => session.quality.asked).toEqual(['list any', 'list any after 1', 'list draft']);
  });
});
