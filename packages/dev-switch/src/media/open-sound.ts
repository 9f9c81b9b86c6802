import { isAbsolute, join } from 'node:path';
import type { Sound } from '../channels/ports.js';
import { openSilence } from './silence-source.js';
import { SoundError } from './sound-error.js';
import { openTone } from './tone-source.js';
import { loadWav, SampleSound } from './wav-source.js';

/** Prompts kept in memory, by path; beyond it the one opened longest ago is read anew next time. */
const MAX_CACHED = 64;
/** Longer sounds (a minute) are not kept, music on hold apart. */
const MAX_CACHED_SAMPLES = 60 * 8_000;

/**
 * Makes the opener of sounds: `tone_stream://…`, `silence_stream://MS`, `file_string://A!B` (one after the other), `local_stream://moh` (a file of the folder, on
 * and on), and WAV files, absolute or below `folder`, with or without their ending.
 */
export function soundOpener(folder: string): (spec: string) => Promise<Sound> {
  const cache = new Map<string, Promise<Int16Array>>();

  const load = (name: string, keep: boolean): Promise<Int16Array> => {
    const path = isAbsolute(name) ? name : join(folder, name);
    const known = cache.get(path);
    if (known !== undefined) return known;
    const loading = loadWav(path.endsWith('.wav') ? path : `${path}.wav`);
    if (!path.startsWith(folder)) return loading;
    cache.set(path, loading);
    if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
    const forget = (): boolean => cache.delete(path);
    loading.then((samples) => keep || samples.length <= MAX_CACHED_SAMPLES || forget(), forget);
    return loading;
  };

  /** Files one after the other; FreeSWITCH passes over those it cannot open. */
  const sentence = async (names: readonly string[]): Promise<Int16Array> => {
    const found = await Promise.allSettled(names.map((name) => load(name, true)));
    const parts = found.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
    if (parts.length === 0)
      throw new SoundError('sound.not-found', `None of ${names.join(', ')} can be opened.`);
    const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };

  /** @throws {SoundError} */
  return async (spec) => {
    if (spec.startsWith('tone_stream://')) return openTone(spec);
    if (spec.startsWith('silence_stream://')) return openSilence(spec);
    const stream = /^local_stream:\/\/([\w-]+)$/.exec(spec)?.[1];
    if (stream !== undefined)
      return new SampleSound(await load(stream === 'default' ? 'moh' : stream, true), true);
    if (spec.startsWith('file_string://')) {
      const parts = await sentence(spec.slice('file_string://'.length).split('!'));
      return new SampleSound(parts);
    }
    if (/^[a-z_]+:\/\//.test(spec))
      throw new SoundError('sound.bad-spec', `'${spec}' is of a kind that is not known here.`);
    if (spec === '' || spec.includes('\0')) throw new SoundError('sound.bad-spec', 'A sound needs a name.');
    return new SampleSound(await load(spec, false));
  };
}
