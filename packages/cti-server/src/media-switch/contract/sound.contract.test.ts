import { join } from 'node:path';
import type { LegId, RecordingId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import { AGENT_HERTZ, CUSTOMER_HERTZ } from './far-ends.js';
import { heard, PROMPT_HERTZ, SECOND_HERTZ, useRig } from './rig.js';
import { MUSIC_HERTZ } from './switch-under-test.js';
import { readMono, readStereo } from './wav.js';

/**
 * Prompts, music, keys and recordings of one leg. Serves IVR-3, REC-1.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

describe('sound for one leg', () => {
  it('plays a prompt and says when it has ended', async () => {
    const { legId, end } = await rig.current.answered();
    await rig.current.order({
      do: 'switch.play',
      legId,
      sound: { kind: 'prompt', name: 'welcome' },
      tag: 'greeting',
    });
    await heard(end, PROMPT_HERTZ);
    expect(await rig.current.log.until('play.ended', { legId })).toMatchObject({ tag: 'greeting' });
  });

  it('plays several prompts as one sentence, and skips what is missing', async () => {
    const { legId, end } = await rig.current.answered();
    const at = performance.now();
    await rig.current.order({
      do: 'switch.play',
      legId,
      sound: { kind: 'prompts', names: ['welcome', 'not-there', 'welcome', 'second'] },
      tag: 'sentence',
    });
    await heard(end, PROMPT_HERTZ);
    await heard(end, SECOND_HERTZ);
    const { tag } = await rig.current.log.until('play.ended', { legId });
    expect(tag).toBe('sentence');
    expect(performance.now() - at).toBeGreaterThan(1_700);
  });

  it('plays music until it is stopped', async () => {
    const { legId, end } = await rig.current.answered();
    await rig.current.order({ do: 'switch.play-music', legId });
    await heard(end, MUSIC_HERTZ);
    await rig.current.order({ do: 'switch.stop-playing', legId });
    await rig.current.order({
      do: 'switch.play',
      legId,
      sound: { kind: 'tone', spec: `%(3000,0,${PROMPT_HERTZ})` },
      tag: 'after',
    });
    await heard(end, PROMPT_HERTZ);
    expect(rig.current.log.facts.filter(({ fact }) => fact === 'play.ended')).toEqual([]);
  });

  it('tells keys that are pressed while music plays, and plays on', async () => {
    const { legId, end } = await rig.current.answered();
    await rig.current.order({ do: 'switch.play-music', legId });
    await heard(end, MUSIC_HERTZ);
    end.sound.press('1*#');
    await rig.current.log.until('leg.digit', { legId, digit: '#' });
    const keys = rig.current.log.facts.flatMap((fact) => (fact.fact === 'leg.digit' ? [fact.digit] : []));
    expect(keys).toEqual(['1', '*', '#']);
    end.sound.forget();
    await heard(end, MUSIC_HERTZ);
  });

  it('goes back to the music after a message, however often', async () => {
    const { legId, end } = await rig.current.answered();
    await rig.current.order({ do: 'switch.play-music', legId });
    await heard(end, MUSIC_HERTZ);
    for (let turn = 0; turn < 40; turn += 1) {
      await rig.current.order({
        do: 'switch.play',
        legId,
        sound: { kind: 'tone', spec: `%(100,0,${PROMPT_HERTZ})` },
        tag: `message-${turn}`,
      });
      await rig.current.log.until('play.ended', { tag: `message-${turn}` });
      await rig.current.order({ do: 'switch.play-music', legId });
    }
    end.sound.forget();
    await heard(end, MUSIC_HERTZ);
    await rig.current.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId });
  });

  it('falls silent when a message is stopped, and the music below it', async () => {
    const { legId, end } = await rig.current.answered();
    await rig.current.order({ do: 'switch.play-music', legId });
    await heard(end, MUSIC_HERTZ);
    await rig.current.order({
      do: 'switch.play',
      legId,
      sound: { kind: 'tone', spec: `%(9000,0,${PROMPT_HERTZ})` },
      tag: 'message',
    });
    await heard(end, PROMPT_HERTZ);
    await rig.current.order({ do: 'switch.stop-playing', legId });
    await rig.current.order({
      do: 'switch.play',
      legId,
      sound: { kind: 'tone', spec: `%(300,0,${PROMPT_HERTZ})` },
      tag: 'after',
    });
    await rig.current.log.until('play.ended', { legId, tag: 'after' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(end.sound.share(MUSIC_HERTZ, 200)).toBeLessThan(0.1);
  });

  it('collects keys up to the last one', async () => {
    const { legId, end } = await rig.current.answered();
    await collect(legId);
    await heard(end, PROMPT_HERTZ);
    end.sound.press('4711');
    expect(await rig.current.log.until('digits.collected', { legId })).toMatchObject({
      tag: 'menu',
      digits: '4711',
      outcome: 'collected',
    });
  });

  it('takes fewer keys when the terminator is pressed, or the pause is long', async () => {
    const { legId, end } = await rig.current.answered();
    await collect(legId);
    await heard(end, PROMPT_HERTZ);
    end.sound.press('12#');
    expect(await rig.current.log.until('digits.collected', { legId })).toMatchObject({
      digits: '12',
      outcome: 'collected',
    });
    const since = rig.current.log.mark;
    await collect(legId);
    await heard(end, PROMPT_HERTZ);
    end.sound.press('3');
    expect(await rig.current.log.until('digits.collected', { legId }, { since })).toMatchObject({
      digits: '3',
      outcome: 'collected',
    });
  });

  it('says when nothing was pressed in time', async () => {
    const { legId } = await rig.current.answered();
    await collect(legId);
    expect(await rig.current.log.until('digits.collected', { legId })).toMatchObject({
      digits: '',
      outcome: 'timed-out',
    });
  });

  function collect(legId: LegId): Promise<void> {
    return rig.current.order({
      do: 'switch.collect',
      legId,
      tag: 'menu',
      prompt: { kind: 'prompt', name: 'welcome' },
      minDigits: 1,
      maxDigits: 4,
      terminators: '#',
      timeoutMs: 1_500,
      betweenDigitsMs: 1_200,
    });
  }
});

describe('keys for the far end', () => {
  it('are accepted', async () => {
    const { legId } = await rig.current.answered();
    await rig.current.order({ do: 'switch.send-digits', legId, digits: '12#' });
  });
});

describe('a recording', () => {
  it('is stereo: left what the leg says, right what it hears', async () => {
    const { customer, phone } = await rig.current.talking();
    await heard(phone, CUSTOMER_HERTZ);
    const path = '2026-01-05/first.wav';
    await rig.current.order({
      do: 'switch.start-recording',
      legId: customer.legId,
      recordingId: 'recording-1' as RecordingId,
      path,
    });
    await rig.current.log.until('recording.started', { legId: customer.legId, path });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await rig.current.order({ do: 'switch.stop-recording', legId: customer.legId, path });
    const stopped = await rig.current.log.until('recording.stopped', { legId: customer.legId, path });
    expect(stopped.durationMs).toBeGreaterThan(800);
    const { left, right } = readStereo(join(rig.current.under.folder, 'recordings', path));
    expect(left.share(CUSTOMER_HERTZ)).toBeGreaterThan(0.7);
    expect(right.share(AGENT_HERTZ)).toBeGreaterThan(0.7);
  });

  it('stops with its leg', async () => {
    const { customer } = await rig.current.talking();
    const path = '2026-01-05/second.wav';
    await rig.current.order({
      do: 'switch.start-recording',
      legId: customer.legId,
      recordingId: 'recording-2' as RecordingId,
      path,
    });
    await rig.current.log.until('recording.started', { path });
    await rig.current.order({ do: 'switch.hang-up', legId: customer.legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('recording.stopped', { path, legId: customer.legId });
  });
});

describe('a message', () => {
  const record = (legId: LegId, path: string, limits: Partial<Limits> = {}): Promise<void> =>
    rig.current.order({
      do: 'switch.record-message',
      legId,
      recordingId: 'message-1' as RecordingId,
      path,
      limitMs: 20_000,
      silenceMs: 10_000,
      endKeys: '#',
      ...limits,
    });
  interface Limits {
    readonly limitMs: number;
    readonly silenceMs: number;
    readonly endKeys: string;
  }
  const started = (path: string) => rig.current.log.until('recording.started', { path });
  const stops = (path: string) => rig.current.log.until('recording.stopped', { path });

  it('holds what the caller says after the beep, until he presses the key; then the leg waits for orders (IVR-7)', async () => {
    const { legId, end } = await rig.current.answered();
    await rig.current.order({
      do: 'switch.play',
      legId,
      sound: { kind: 'tone', spec: `%(400,0,${PROMPT_HERTZ})` },
      tag: 'beep',
    });
    await heard(end, PROMPT_HERTZ);
    await rig.current.log.until('play.ended', { tag: 'beep' });
    const path = 'message.wav';
    await record(legId, path);
    await started(path);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    end.sound.press('1');
    await rig.current.log.until('leg.digit', { legId, digit: '1' });
    end.sound.press('#');
    const stopped = await stops(path);
    expect(stopped.legId).toBe(legId);
    expect(stopped.durationMs).toBeGreaterThan(1_000);
    expect(stopped.durationMs).toBeLessThan(6_000);
    const message = readMono(join(rig.current.under.folder, 'recordings', path));
    expect(message.share(CUSTOMER_HERTZ)).toBeGreaterThan(0.6);
    const thanksAt = performance.now();
    await rig.current.order({
      do: 'switch.play',
      legId,
      sound: { kind: 'tone', spec: `%(3000,0,${SECOND_HERTZ})` },
      tag: 'thanks',
    });
    await heard(end, SECOND_HERTZ);
    // Keys break nothing off any more.
    end.sound.press('#');
    await rig.current.log.until('play.ended', { tag: 'thanks' });
    expect(performance.now() - thanksAt).toBeGreaterThan(2_500);
  });

  it('ends when he has been silent so long', async () => {
    const { legId, end } = await rig.current.answered();
    const path = 'silence.wav';
    await record(legId, path, { silenceMs: 1_000 });
    await started(path);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(rig.current.log.facts.some(({ fact }) => fact === 'recording.stopped')).toBe(false);
    end.sound.fallSilent();
    await stops(path);
  });

  it('ends at its limit', async () => {
    const { legId } = await rig.current.answered();
    const path = 'limit.wav';
    await record(legId, path, { limitMs: 1_000 });
    const { durationMs } = await stops(path);
    expect(durationMs).toBeGreaterThan(800);
    expect(durationMs).toBeLessThan(2_600);
  });

  it('ends when it is told to stop, and with its leg', async () => {
    const { legId } = await rig.current.answered();
    await record(legId, 'stopped.wav');
    await started('stopped.wav');
    await rig.current.order({ do: 'switch.stop-playing', legId });
    await stops('stopped.wav');
    await record(legId, 'hung-up.wav');
    await started('hung-up.wav');
    await rig.current.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
    await stops('hung-up.wav');
    await rig.current.log.until('leg.ended', { legId });
  });
});
