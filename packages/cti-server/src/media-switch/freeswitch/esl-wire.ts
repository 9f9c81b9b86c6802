import { CallweaveError } from '@callweave/cti-core';
import { EslEvent } from './esl-event.js';

/**
 * A command as it goes over the wire, in one piece.
 * @throws {CallweaveError} `switch.invalid-argument`
 */
export function framed(command: string, headers: Readonly<Record<string, string>>, body: string): string {
  let text = oneLine(command, 'command');
  for (const [name, value] of Object.entries(headers)) {
    text += `\n${oneLine(name, 'header name')}: ${oneLine(value, name)}`;
  }
  return body === ''
    ? `${text}\n\n`
    : `${text}\ncontent-length: ${Buffer.byteLength(body, 'utf8')}\n\n${body}`;
}

/** The socket is a line protocol: whoever gets a line break into an argument writes commands of his own. */
export function oneLine(text: string, what: string): string {
  if (!/[\r\n\0]/.test(text)) return text;
  throw new CallweaveError('switch.invalid-argument', `A line break in ${what} was refused`, {
    details: { what },
  });
}

/** Headers as modesl's callers give them: any value, empty when there is none. */
export function textsOf(args: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => [name, String(value ?? '')]));
}

/** A callback in modesl's style cannot be told of a failure but by an answer that says `-ERR`. */
export function failureEvent(error: CallweaveError): EslEvent {
  const text = `-ERR ${error.code} ${error.message}`;
  return new EslEvent(
    { 'Content-Type': 'command/reply', 'Reply-Text': text, 'Modesl-Reply-ERR': text.slice(5) },
    `${text}\n`,
  );
}

/** Every word after CUSTOM is a subclass to FreeSWITCH, so the names of plain events come first. */
export function withCustomLast(asked: readonly string[], required: readonly string[]): string[] {
  const words = asked.filter((word) => word !== '');
  if (words.some((word) => word.toLowerCase() === 'all')) return ['all'];
  const at = words.indexOf('CUSTOM');
  const names = at < 0 ? words : words.slice(0, at);
  const custom = at < 0 ? [] : words.slice(at).filter((word) => !required.includes(word));
  return [...new Set([...names, ...required]), ...custom];
}
