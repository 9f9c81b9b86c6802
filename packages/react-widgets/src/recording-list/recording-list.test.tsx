import { CallweaveError, type RecordingPage } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aRecording } from '../testing/fake-recordings.js';
import { FakeSession } from '../testing/fake-session.js';
import { foldedFilters, NO_FILTERS, recordingQuery } from './recording-list.core.js';
import { RecordingList, type RecordingListProps } from './recording-list.js';

afterEach(cleanup);

const can = { download: true, remove: false, hold: false };
const page = (ids: readonly string[], next: string | null = null): RecordingPage => ({
  recordings: ids.map((recordingId) => aRecording({ recordingId })),
  next,
  can,
});

function draw(pages: readonly RecordingPage[], props: RecordingListProps = {}, refusal?: CallweaveError) {
  const session = new FakeSession();
  session.recordings.pages = pages;
  session.recordings.refusal = refusal ?? null;
  render(
    <CallweaveProvider session={session} locale="en">
      <RecordingList {...props} />
    </CallweaveProvider>,
  );
  return session.recordings;
}
const rows = () => screen.queryAllByTestId('recording-row');

describe('what is typed becomes a search (REC-2)', () => {
  test('empty fields ask for nothing', () => {
    expect(Object.values(recordingQuery(NO_FILTERS)).filter((value) => value !== undefined)).toEqual([]);
  });

  test('days are whole days here, both counted in', () => {
    const { from, to } = recordingQuery({ ...NO_FILTERS, fromDay: '2026-11-28', toDay: '2026-11-28' });
    expect([from, to]).toEqual([new Date(2026, 10, 28).getTime(), new Date(2026, 10, 29).getTime()]);
  });

  test('numbers lose their dressing, seconds become milliseconds, data is asked by its key', () => {
    const query = recordingQuery({
      ...NO_FILTERS,
      number: ' 138-0013* ',
      minSeconds: '30',
      maxSeconds: '-1',
      data: { orderId: ' 4711 ', customer: '' },
    });
    expect(query).toMatchObject({ number: '1380013*', minMs: 30_000, data: { orderId: '4711' } });
    expect(query.maxMs).toBeUndefined();
  });

  test('what is folded away and set is counted', () => {
    expect(foldedFilters({ ...NO_FILTERS, number: '1', tag: 'vip', data: { orderId: '7' } })).toBe(2);
  });
});

describe('recording list (REC-2)', () => {
  test('asks at once, shows each with what is known of its call, and opens it', async () => {
    const opened: unknown[] = [];
    const held = aRecording({ heldFor: 'case 17', tags: ['complaint'], data: { orderId: '4711' } });
    draw([{ recordings: [held], next: null, can }], { onOpen: (...told) => opened.push(told) });
    expect(screen.getByText('Searching…')).toBeTruthy();
    const row = await screen.findByTestId('recording-row');
    await expect.poll(() => row.textContent).toMatch(/13800138000inbound王芳订购热线/);
    expect(row.textContent).toMatch(/Legal holdcomplaintOrder 47110:20$/);
    await userEvent.click(row);
    expect(opened).toEqual([[held, can]]);
  });

  test('is searched by fields that stand open and by folded ones, with the Enter key', async () => {
    const asked = draw([page(['r-1'])], { query: { callId: 'call-1' } as never }).asked;
    await screen.findByTestId('recording-row');
    await userEvent.type(screen.getByTestId('filter-number'), '138*');
    await userEvent.selectOptions(await screen.findByTestId('filter-agentId'), '1003');
    await userEvent.click(screen.getByTestId('btn-more-filters'));
    await userEvent.type(screen.getByTestId('filter-data-orderId'), '4711');
    await userEvent.type(screen.getByTestId('filter-minSeconds'), '30{Enter}');
    await expect.poll(() => asked.length).toBe(2);
    expect(asked[1]).toBe(
      'find {"agentId":"1003","number":"138*","minMs":30000,"data":{"orderId":"4711"},"callId":"call-1"}',
    );
  });

  test('goes on page by page with the search that it began, and ends', async () => {
    const asked = draw([page(['a', 'b'], '1'), page(['c'])]).asked;
    await userEvent.type(screen.getByTestId('filter-number'), '999');
    await userEvent.click(await screen.findByTestId('btn-more-recordings'));
    await expect.poll(() => rows().map((row) => row.dataset.recording)).toEqual(['a', 'b', 'c']);
    expect(asked[1]).toBe('find {} after 1');
    expect(screen.queryByTestId('btn-more-recordings')).toBeNull();
    expect(screen.getByText('3 in all')).toBeTruthy();
  });

  test('says that nothing fits', async () => {
    draw([]);
    expect(await screen.findByText('No recording fits. Ask for less.')).toBeTruthy();
  });

  test('says what went wrong, and tries again', async () => {
    draw([page(['r-1'])], {}, new CallweaveError('access.denied', 'No.'));
    expect((await screen.findByRole('alert')).textContent).toContain('You may not do this.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByTestId('recording-row')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
