/** FreeSWITCH keeps some headers as lists (`variable_DP_MATCH`); plain text writes them as `ARRAY::a|:b`. */
export type HeaderValue = string | readonly string[];

export type Headers = ReadonlyMap<string, HeaderValue>;

/** One event of the switch; its two wire forms are built once, however many connections want them. */
export class SwitchEvent {
  #plain: string | null = null;
  #json: string | null = null;

  constructor(
    readonly name: string,
    readonly subclass: string | null,
    readonly headers: Headers,
    readonly body: string | null = null,
  ) {}

  header(name: string): HeaderValue | undefined {
    return this.headers.get(name);
  }

  /** `Name: url-encoded value` lines, an empty line, and the body when there is one. */
  plain(): string {
    this.#plain ??= plainText(this.headers, this.body, encodeHeader);
    return this.#plain;
  }

  /** One JSON object; lists stay lists and the body stands under `_body`. */
  json(): string {
    if (this.#json === null) {
      const all: Record<string, HeaderValue> = Object.fromEntries(this.headers);
      if (this.body !== null) {
        all['Content-Length'] = String(Buffer.byteLength(this.body));
        all._body = this.body;
      }
      this.#json = JSON.stringify(all);
    }
    return this.#json;
  }
}

/** The text form, with values written by `encode`; `uuid_dump` wants them unencoded. */
export function plainText(headers: Headers, body: string | null, encode: (value: string) => string): string {
  const lines: string[] = [];
  for (const [name, value] of headers) {
    const text = typeof value === 'string' ? value : `ARRAY::${value.join('|:')}`;
    lines.push(`${name}: ${encode(text)}`);
  }
  if (body !== null) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\n')}\n\n${body ?? ''}`;
}

// What FreeSWITCH's switch_url_encode escapes: its unsafe set, and every byte outside printable ASCII.
const UNSAFE = /[^\x21\x24\x27-\x2a\x2c-\x39\x41-\x5a\x5f\x61-\x7a\x7e]/;

function encodeHeader(value: string): string {
  if (!UNSAFE.test(value)) return value;
  let out = '';
  for (const byte of Buffer.from(value)) {
    const char = String.fromCharCode(byte);
    out += UNSAFE.test(char) ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : char;
  }
  return out;
}
