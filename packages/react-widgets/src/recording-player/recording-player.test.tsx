import { CallweaveError, type FoundRecording, type RecordingRights } from '@callweave/cti-core';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import '../styles.css';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aConversation, aMark, aRecording, aSound, type FakeRecordings } from '../testing/fake-recordings.js';
import { FakeSession } from '../testing/fake-session.js';
import { fileName, keyTarget, lanePath, silences, withMark } from './recording-player.core.js';
import { RecordingPlayer } from './recording-player.js';

afterEach(cleanup);

function draw(
  prepare: (recordings: FakeRecordings) => void = () => undefined,
  recording: FoundRecording = aRecording(),
  can?: RecordingRights,
) {
  const session = new FakeSession();
  prepare(session.recordings);
  const view = render(
    <CallweaveProvider session={session} locale="en">
      <RecordingPlayer recording={recording} {...(can === undefined ? {} : { can })} />
    </CallweaveProvider>,
  );
  return { ...session.recordings, recordings: session.recordings, view };
}
const time = () => screen.getByTestId('player-time').textContent;
const slider = () => screen.getByRole('slider', { name: 'Position' });
const drawn = () => expect.poll(() => slider().querySelectorAll('path').length).toBe(4);

describe('what a player draws (REC-2)', () => {
  test('a stretch where nothing was kept of either lane is silence; a turn in the talk is not', () => {
    const [pause, ...more] = silences(aConversation(20_000));
    expect(more).toEqual([]);
    expect(pause?.from).toBeCloseTo(0.451, 3);
    expect(pause?.to).toBeCloseTo(0.62, 3);
    expect(silences({ durationMs: 5_000, channels: aConversation().channels })).toEqual([]);
    expect(silences({ durationMs: 9_000, channels: [[0, 0, 0]] })).toEqual([{ from: 0, to: 1 }]);
  });

  test('a lane is an outline about its middle, and a line where it is silent', () => {
    expect(lanePath([0, 1], 48)).toBe('M0.0,23.5L500.0,1.0L500.0,47.0L0.0,24.5Z');
    expect(lanePath([], 48)).toBe('');
  });

  test('keys lead within the recording', () => {
    const to = (key: string, from: number) => keyTarget(key, from, 20_000);
    expect([to('ArrowRight', 1_000), to('ArrowLeft', 1_000), to('ArrowRight', 19_000)]).toEqual([
      6_000, 0, 20_000,
    ]);
    expect([to('Home', 9), to('End', 9), to('PageUp', 0), to('x', 9)]).toEqual([0, 20_000, 20_000, null]);
  });

  test('marks stand by time; a file is called by day, time and number', () => {
    const marks = withMark([aMark({ id: 'a', atMs: 9 })], aMark({ id: 'b', atMs: 3 }));
    expect(marks.map(({ id }) => id)).toEqual(['b', 'a']);
    const startedAt = new Date(2026, 10, 28, 9, 5, 7).getTime();
    expect(fileName(aRecording({ startedAt }), 'audio/wav')).toBe('2026-11-28_090507_13800138000.wav');
    const terminal = aRecording({ startedAt, direction: 'outbound', called: '+86 10' });
    expect(fileName(terminal, 'audio/webm;codecs=opus')).toBe('2026-11-28_090507_+8610.webm');
  });
});

describe('recording player (REC-2)', () => {
  test('draws both lanes and the pause, and fetches no sound before it is wanted: that is a listening', async () => {
    const { recordings } = draw();
    await drawn();
    expect(screen.getAllByTestId('silence')).toHaveLength(1);
    expect(time()).toBe('0:00 / 0:20');
    expect(recordings.asked).toEqual([]);
  });

  test('plays, pauses, and fetches the sound once', async () => {
    const { recordings } = draw();
    await userEvent.click(screen.getByTestId('btn-play'));
    await expect.poll(() => screen.getByTestId('btn-play').textContent).toBe('Pause');
    await expect.poll(() => Number(slider().getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    await userEvent.click(screen.getByTestId('btn-play'));
    await expect.poll(() => screen.getByTestId('btn-play').textContent).toBe('Play');
    await userEvent.click(screen.getByTestId('btn-play'));
    await expect.poll(() => screen.getByTestId('btn-play').textContent).toBe('Pause');
    expect(recordings.asked).toEqual(['sound r-1']);
  });

  test('seeks by keys and by hand, before and after the sound is there', async () => {
    draw();
    await drawn();
    slider().focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(time()).toBe('0:10 / 0:20');
    expect(slider().getAttribute('aria-valuetext')).toBe('0:10 of 0:20');
    await userEvent.keyboard(' ');
    await expect.poll(() => screen.getByTestId('btn-play').textContent).toBe('Pause');
    await expect.poll(time).toMatch(/^0:1[0-3]/);
    const { left, width, top } = slider().getBoundingClientRect();
    fireEvent.pointerDown(slider(), { button: 0, pointerId: 1, clientX: left + width * 0.25, clientY: top });
    await expect.poll(time).toMatch(/^0:0[5-7]/);
    await userEvent.keyboard('{End}');
    await expect.poll(() => screen.getByTestId('btn-play').textContent).toBe('Play');
    expect(time()).toBe('0:20 / 0:20');
  });

  test('at twice the speed it takes half the time', async () => {
    draw();
    await userEvent.selectOptions(screen.getByTestId('player-speed'), '2');
    slider().focus();
    await userEvent.keyboard('{ArrowRight} ');
    await expect.poll(() => screen.getByTestId('btn-play').textContent).toBe('Pause');
    const position = () => Number(slider().getAttribute('aria-valuenow'));
    await expect.poll(position).toBeGreaterThanOrEqual(6);
    const began = performance.now();
    await expect.poll(position, { interval: 20, timeout: 10_000 }).toBeGreaterThanOrEqual(12);
    // Six seconds of it; alone they would be six seconds here, too.
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('a mark belongs to the time when its first letter was typed', async () => {
    const { recordings } = draw((fake) => {
      fake.noted = [aMark({ byName: '赵班长', canRemove: false })];
    });
    expect((await screen.findByTestId('mark')).textContent).toBe('0:05报价有误赵班长');
    slider().focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await userEvent.type(screen.getByTestId('mark-text'), 'r');
    slider().focus();
    await userEvent.keyboard('{Home}');
    await userEvent.type(screen.getByTestId('mark-text'), 'ude{Enter}');
    await expect.poll(() => screen.getAllByTestId('mark').length).toBe(2);
    expect(recordings.asked).toEqual(['mark 10000 rude']);
    expect((screen.getByTestId('mark-text') as HTMLInputElement).value).toBe('');
    await userEvent.click(screen.getByRole('button', { name: '0:10' }));
    expect(time()).toBe('0:10 / 0:20');
    await userEvent.click(screen.getByRole('button', { name: 'Remove mark: rude' }));
    await expect.poll(() => screen.getAllByTestId('mark').length).toBe(1);
    expect(within(screen.getByTestId('mark')).queryByRole('button', { name: /Remove/ })).toBeNull();
  });

  test('a mark that is refused stays in the field', async () => {
    const { recordings } = draw();
    recordings.refusal = new CallweaveError('access.denied', 'No.');
    await userEvent.type(screen.getByTestId('mark-text'), 'typed{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('You may not do this.');
    expect((screen.getByTestId('mark-text') as HTMLInputElement).value).toBe('typed');
  });

  test('is taken away only by whom the server lets', async () => {
    draw();
    expect(screen.queryByTestId('btn-download')).toBeNull();
    cleanup();
    const rights = { download: true, remove: false, hold: false };
    const { recordings } = draw(() => undefined, aRecording({ heldFor: 'case 17' }), rights);
    await userEvent.click(screen.getByTestId('btn-download'));
    await expect.poll(() => recordings.asked).toEqual(['download r-1']);
    expect(screen.getByTestId('held').textContent).toBe('Legal hold: case 17');
  });

  test('what an agent’s browser has sent in is drawn here, when it is played', async () => {
    draw((fake) => {
      fake.picture = new CallweaveError('recording.no-waveform', 'compressed');
    });
    expect(await screen.findByText('Drawn when it is played')).toBeTruthy();
    await userEvent.click(screen.getByTestId('btn-play'));
    await drawn();
    expect(screen.queryByText('Drawn when it is played')).toBeNull();
  });

  test('sound that does not come is said, and fetched again at the next press', async () => {
    const { recordings } = draw((fake) => {
      fake.body = new CallweaveError('recording.unknown', 'gone');
    });
    await userEvent.click(screen.getByTestId('btn-play'));
    expect((await screen.findByRole('alert')).textContent).toContain('The recording is not there any more.');
    recordings.body = new Blob(['no sound'], { type: 'audio/wav' });
    await userEvent.click(screen.getByTestId('btn-play'));
    await expect.poll(() => screen.queryByRole('alert')?.textContent).toContain('This browser cannot');
    recordings.body = aSound();
    await userEvent.click(screen.getByTestId('btn-play'));
    await expect.poll(() => screen.getByTestId('btn-play').textContent).toBe('Pause');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('one that is on its way to the store cannot be played yet', () => {
    draw(() => undefined, aRecording({ state: 'stopped' }));
    expect(screen.queryByTestId('btn-play')).toBeNull();
    expect(screen.getByText('On its way to the store')).toBeTruthy();
  });
});
