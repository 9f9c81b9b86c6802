import type { Session } from '../session.js';
import { transfer } from '../transfer.js';
import type { Application } from './application.js';
import { play } from './play.js';

interface Menu {
  readonly min: number;
  readonly max: number;
  readonly tries: number;
  /** Wait for the first key after the prompt. */
  readonly timeoutMs: number;
  readonly terminators: string;
  readonly prompt: string;
  readonly invalid: string;
  readonly variable: string;
  readonly regexp: string;
  /** Wait for each further key. */
  readonly digitTimeoutMs: number;
  readonly transferOnFailure: string;
}

/**
 * `min max tries timeout terminators file invalid_file var regexp [digit_timeout [transfer_on_failure]]`. The digits
 * land in `var`, how it went in `read_result`: success, timeout or failure.
 */
export const playAndGetDigits: Application = async (session, arg) => {
  const menu = parseMenu(arg);
  if (menu === null) return;
  const { variables } = session.channel;
  if (menu.regexp !== '' && menu.variable !== '') variables.set(`${menu.variable}_invalid`, null);
  for (let tries = menu.tries; session.ready && tries > 0; tries--) {
    const { digits, result } = await read(session, menu);
    const enough = result === 'success' || (result === 'timeout' && digits.length >= menu.min);
    if (menu.min === 0 && digits === '' && variables.get('read_terminator_used') !== undefined) return;
    if (enough && digits !== '') {
      if (matches(digits, menu.regexp)) return;
      variables.set(menu.variable, null);
      if (menu.variable !== '') variables.set(`${menu.variable}_invalid`, digits);
    }
    if (!session.ready) return;
    await play(session, menu.invalid, () => true);
  }
  if (menu.transferOnFailure === '' || !session.ready) return;
  const [extension = '', dialplan, context] = menu.transferOnFailure.split(' ');
  transfer(session, extension, dialplan, context);
};

function parseMenu(arg: string): Menu | null {
  const words = splitArguments(arg, 11);
  if (words.length === 0) return null;
  const number = (index: number): number => Math.max(0, Number.parseInt(words[index] ?? '', 10) || 0);
  const min = number(0);
  const timeoutMs = Math.max(1000, words[3] === undefined ? 1000 : number(3));
  return {
    min,
    max: Math.max(min, number(1)),
    tries: number(2),
    timeoutMs,
    terminators: words[4] || '#',
    prompt: words[5] ?? '',
    invalid: words[6] ?? '',
    variable: words[7] ?? '',
    regexp: words[8] ?? '',
    digitTimeoutMs: number(9) || timeoutMs,
    transferOnFailure: words[10] ?? '',
  };
}

/** Splits at spaces outside single quotes; the last word keeps the rest. */
export function splitArguments(text: string, max: number): string[] {
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== '' && words.length < max - 1) {
    const match = /^(?:'((?:[^'\\]|\\.)*)'|(\S+))(?:\s+|$)/s.exec(rest);
    if (match === null) break;
    words.push(match[1] ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
  }
  if (rest !== '') words.push(rest.replace(/^'(.*)'$/s, '$1'));
  return words;
}

function matches(digits: string, regexp: string): boolean {
  if (regexp === '') return true;
  try {
    return new RegExp(regexp).test(digits);
  } catch {
    return false;
  }
}

type ReadResult = 'success' | 'timeout' | 'failure';

async function read(session: Session, menu: Menu): Promise<{ digits: string; result: ReadResult }> {
  const { variables } = session.channel;
  variables.set('read_result', null);
  variables.set(menu.variable, null);
  if (!(await session.progress.preAnswer())) return { digits: '', result: 'failure' };
  let typed = '';
  if (menu.prompt !== '' && menu.prompt.toLowerCase() !== 'silence') {
    const outcome = await play(session, menu.prompt, (digit) => {
      typed = digit;
      return true;
    });
    // A prompt that is missing or was cut off by a hang-up ends the try without a result, as in FreeSWITCH.
    if (outcome === 'not-found') return { digits: '', result: 'failure' };
  }
  const collected =
    typed.length < menu.max || typed.length < menu.min
      ? await collect(session, menu, typed)
      : { digits: typed, result: 'success' as ReadResult, terminator: '' };
  let { digits, result } = collected;
  if (collected.terminator !== '') variables.set('read_terminator_used', collected.terminator);
  if (digits.length < menu.min) result = 'failure';
  variables.set('read_result', result);
  if (menu.max === 1 && digits.length === 1 && menu.terminators.includes(digits)) digits = '';
  if (menu.variable !== '' && digits !== '') variables.set(menu.variable, digits);
  return { digits, result };
}

async function collect(
  session: Session,
  menu: Menu,
  typed: string,
): Promise<{ digits: string; result: ReadResult; terminator: string }> {
  if (typed !== '' && menu.terminators.includes(typed)) {
    return { digits: '', result: 'success', terminator: typed };
  }
  let digits = typed;
  const waitUs = (ms: number): number => session.core.clock.nowUs() + ms * 1000;
  let untilUs = waitUs(digits === '' ? menu.timeoutMs : menu.digitTimeoutMs);
  while (session.ready) {
    if (session.core.clock.nowUs() >= untilUs) return { digits, result: 'timeout', terminator: '' };
    const digit = session.digits.take()?.digit;
    if (digit === undefined) {
      await session.breathe(untilUs);
      continue;
    }
    if (menu.terminators.includes(digit)) return { digits, result: 'success', terminator: digit };
    digits += digit;
    if (digits.length >= menu.max) return { digits, result: 'success', terminator: '' };
    untilUs = waitUs(menu.digitTimeoutMs);
  }
  return { digits, result: 'failure', terminator: '' };
}
