/** `{global}[leg]url` taken apart. */
export interface DialString {
  readonly variables: Readonly<Record<string, string>>;
  readonly url: string;
}

const MAX_VARIABLES = 200;

/**
 * Reads the variables in braces and brackets before a dial string. Values may be quoted with single quotes, a comma
 * escaped with a backslash, and another separator chosen with `^^:`.
 * @returns null when a brace or bracket is not closed
 */
export function parseDialString(text: string): DialString | null {
  const variables: Record<string, string> = {};
  let rest = text.trim();
  for (const [open, close] of [
    ['<', '>'],
    ['{', '}'],
    ['[', ']'],
  ] as const) {
    while (rest.startsWith(open)) {
      const end = closing(rest, close);
      if (end < 0) return null;
      Object.assign(variables, parseVariables(rest.slice(1, end)));
      rest = rest.slice(end + 1);
    }
  }
  return Object.keys(variables).length > MAX_VARIABLES ? null : { variables, url: rest };
}

/** Where the closing sign stands, quotes and escapes aside. */
function closing(text: string, sign: string): number {
  let quoted = false;
  for (let at = 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === "'") quoted = !quoted;
    else if (char === sign && !quoted) return at;
  }
  // An apostrophe alone is no quote; FreeSWITCH then takes the first closing sign.
  return text.indexOf(sign);
}

function parseVariables(text: string): Record<string, string> {
  let separator = ',';
  let rest = text;
  if (rest.startsWith('^^') && rest.length > 2) {
    separator = rest[2] ?? ',';
    rest = rest.slice(3);
  }
  const variables: Record<string, string> = {};
  for (const part of splitAt(rest, separator)) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    variables[part.slice(0, at).trim()] = part.slice(at + 1).replace(/^'(.*)'$/s, '$1');
  }
  return variables;
}

function splitAt(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\' && text[at + 1] === separator) {
      part += separator;
      at += 1;
    } else if (char === separator && !quoted) {
      parts.push(part);
      part = '';
    } else {
      if (char === "'") quoted = !quoted;
      part += char;
    }
  }
  parts.push(part);
  return parts;
}

/** Splits command words at spaces, outside quotes and the braces of a dial string. */
export function splitCommand(text: string, max: number): string[] {
  const words: string[] = [];
  let word = '';
  let depth = 0;
  let quoted = false;
  for (const char of text.trim()) {
    if (char === "'") quoted = !quoted;
    if (!quoted && (char === '{' || char === '[')) depth += 1;
    if (!quoted && (char === '}' || char === ']')) depth -= 1;
    if (char === ' ' && !quoted && depth <= 0 && words.length < max - 1) {
      if (word !== '') words.push(word);
      word = '';
    } else word += char;
  }
  if (word !== '') words.push(word);
  return words;
}
