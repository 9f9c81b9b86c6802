import { CallweaveError } from '@callweave/cti-core';
import type { Sound } from '../media-switch.port.js';
import { word } from './dial-string.js';

/**
 * A sound as `playback` takes it.
 * @throws {CallweaveError} `switch.invalid-argument`
 */
export function soundPath(sound: Sound, { soundsPath }: { readonly soundsPath: string }): string {
  switch (sound.kind) {
    case 'prompt':
      return promptPath(sound.name, soundsPath);
    case 'prompts':
      return `file_string://${sound.names.map((name) => promptPath(name, soundsPath)).join('!')}`;
    case 'tone':
      return unexpanded(`tone_stream://${sound.spec}`);
    case 'silence':
      return `silence_stream://${Math.max(1, Math.trunc(sound.ms) || 1)}`;
  }
}

function promptPath(named: string, soundsPath: string): string {
  const name = word(named, 'prompt name', /^(?!.*\.\.)[\p{L}\p{N}_-][\p{L}\p{N}_./-]*$/u);
  return unexpanded(`${soundsPath}/${/\.\w{2,4}$/.test(name) ? name : `${name}.wav`}`);
}

/** Applications expand `${…}` in their arguments, functions of the switch included. */
function unexpanded(text: string): string {
  if (!text.includes('${') && !text.includes("'")) return text;
  throw new CallweaveError('switch.invalid-argument', 'A sound cannot contain ${ or an apostrophe');
}

/** An argument among others. */
export function quoted(text: string): string {
  return text.includes(' ') ? `'${text}'` : text;
}

/** Streams never end by themselves, tones repeat when told so, files are played over and over. */
export function endless(music: string): [arg: string, loops?: number] {
  const spec = endlessSpec(music);
  return spec.includes('://') ? [spec] : [spec, -1];
}

function endlessSpec(music: string): string {
  return music.startsWith('tone_stream://') && !music.includes(';loops=') ? `${music};loops=-1` : music;
}
