import { CallweaveError } from '@callweave/cti-core';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aSheet } from '../testing/fake-quality.js';
import { FakeSession } from '../testing/fake-session.js';
import { ScoreSheets } from './score-sheets.js';
import { draftOf, shares, sheetProblems } from './sheet-draft.core.js';

afterEach(cleanup);

function draw() {
  const session = new FakeSession({ role: 'supervisor' });
  render(
    <CallweaveProvider session={session} locale="en">
      <ScoreSheets />
    </CallweaveProvider>,
  );
  return session.quality;
}

const retype = async (field: HTMLElement, text: string) => {
  await userEvent.clear(field);
  await userEvent.type(field, text);
};
const questions = () => screen.getAllByTestId('sheet-question');
const state = () => screen.getByTestId('sheet-editor').querySelector('output')?.textContent;

describe('score sheets (REC-4)', () => {
  test('a team leader changes one: it becomes a new version, and keeps the questions’ ids', async () => {
    const quality = draw();
    await userEvent.click(await screen.findByTestId('sheet-row'));
    await retype(screen.getByTestId('sheet-pass-mark'), '75');
    expect(state()).toBe('Saved, it is version 2; what was scored stays');
    await userEvent.click(screen.getByTestId('btn-save-sheet'));
    await expect.poll(state).toBe('Saved, version 2');
    const { name, sections } = aSheet();
    expect(quality.asked).toEqual([`save-sheet ${JSON.stringify({ name, passMark: 75, sections })}`]);
    expect(screen.getByTestId('sheet-row').textContent).toContain('version 2 · passed from 75');
  });

  test('a new one: sections, questions of each kind, and what each counts of the whole', async () => {
    const quality = draw();
    await userEvent.click(await screen.findByTestId('btn-new-sheet'));
    await userEvent.type(screen.getByTestId('sheet-name'), 'Orders');
    await userEvent.type(screen.getByTestId('section-title'), 'Manners');
    await userEvent.type(screen.getByTestId('question-text'), 'Greets');
    await userEvent.click(screen.getByTestId('btn-add-question'));
    const [, second] = questions();
    const fields = within(second as HTMLElement);
    await userEvent.type(fields.getByTestId('question-text'), 'Patient');
    await userEvent.selectOptions(fields.getByTestId('question-kind'), 'scale');
    await retype(fields.getByTestId('question-weight'), '30');
    expect(questions().map((row) => row.querySelector('.cw-editor__share')?.textContent)).toEqual([
      '25%',
      '75%',
    ]);
    await userEvent.click(fields.getByRole('button', { name: 'Up: Question 2' }));
    await userEvent.click(screen.getByTestId('btn-save-sheet'));
    await expect.poll(state).toBe('Saved, version 1');
    const [asked = ''] = quality.asked;
    expect(JSON.parse(asked.replace('save-sheet ', ''))).toMatchObject({
      name: 'Orders',
      passMark: 80,
      sections: [
        {
          title: 'Manners',
          questions: [
            { text: 'Patient', kind: 'scale', weight: 30, max: 5 },
            { text: 'Greets', kind: 'yes-no', weight: 10 },
          ],
        },
      ],
    });
  });

  test('what the server would refuse is not sent, and stands where the hand is', async () => {
    const quality = draw();
    await userEvent.click(await screen.findByTestId('btn-new-sheet'));
    await userEvent.type(screen.getByTestId('section-title'), 'Red lines');
    await userEvent.selectOptions(screen.getByTestId('question-kind'), 'fatal');
    await userEvent.click(screen.getByTestId('btn-save-sheet'));
    expect(state()).toBe('At least one question has to count.');
    expect(screen.getByTestId('sheet-name').getAttribute('aria-invalid')).toBe('true');
    expect(quality.asked).toEqual([]);
  });

  test('what was typed is not lost to another sheet, and a refusal leaves it standing', async () => {
    const quality = draw();
    await userEvent.click(await screen.findByTestId('sheet-row'));
    await userEvent.type(screen.getByTestId('sheet-name'), ' 2');
    expect((screen.getByTestId('btn-new-sheet') as HTMLButtonElement).disabled).toBe(true);
    quality.refusal = new CallweaveError('connection.lost', 'Lost.');
    await userEvent.click(screen.getByTestId('btn-save-sheet'));
    expect((await screen.findByRole('alert')).textContent).toContain('connection');
    expect((screen.getByTestId('sheet-name') as HTMLInputElement).value).toBe('订购质检表 2');
    await userEvent.click(screen.getByTestId('btn-close-sheet'));
    expect(screen.queryByTestId('sheet-editor')).toBeNull();
  });

  test.each([
    ['passMark', { passMark: '101' }, 'passMark'],
    ['name', { name: '  ' }, 'needed'],
    ['sections', { sections: [] }, 'nothingCounts'],
  ] as const)('a wrong %s is named', (field, change, problem) => {
    expect(sheetProblems({ ...draftOf(aSheet()), ...change })[field]).toBe(problem);
  });

  test('a fatal question counts nothing of the whole', () => {
    expect([...shares(draftOf(aSheet()))]).toEqual([
      ['greets', 40],
      ['tone', 60],
    ]);
  });
});
