/**
 * One message of the event socket, with modesl's surface for reading. Headers are looked up by name instead of
 * searched: an event of 200 headers costs no more than its `JSON.parse`.
 */
export class EslEvent {
  readonly #headers: Record<string, unknown>;
  #body: string;

  constructor(headers: Record<string, unknown>, body = '') {
    this.#headers = headers;
    this.#body = body !== '' ? body : textOf(headers['_body']);
  }

  get type(): string {
    return this.getHeader('Event-Name') ?? '';
  }

  get subclass(): string | null {
    return this.getHeader('Event-Subclass');
  }

  get body(): string {
    return this.#body;
  }

  /** modesl's list of headers; built when asked for. */
  get headers(): { name: string; value: unknown }[] {
    return Object.entries(this.#headers)
      .filter(([name]) => name !== '_body')
      .map(([name, value]) => ({ name, value }));
  }

  /** Every header by its name. */
  get record(): Readonly<Record<string, unknown>> {
    return this.#headers;
  }

  /** The header's text, or null; of a list the first. */
  getHeader(name: string): string | null {
    const value = Object.hasOwn(this.#headers, name) ? this.#headers[name] : undefined;
    if (typeof value === 'string') return value;
    if (value === undefined || value === null) return null;
    if (Array.isArray(value)) return value.length > 0 ? String(value[0]) : null;
    return String(value);
  }

  getBody(): string {
    return this.#body;
  }

  getType(): string {
    return this.type;
  }

  addHeader(name: string, value: unknown): unknown {
    this.#headers[name] = value;
    return value;
  }

  addBody(text: string): string {
    this.#body += text;
    return this.#body;
  }

  serialize(format: 'plain' | 'json' | 'xml' = 'plain'): string {
    const length = Buffer.byteLength(this.#body, 'utf8');
    const headers: Record<string, unknown> = { ...this.#headers, 'Content-Length': length };
    delete headers['_body'];
    if (format === 'json')
      return JSON.stringify(this.#body === '' ? headers : { ...headers, _body: this.#body }, null, 2);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
    return this.#body === '' ? lines.join('') : `${lines.join('')}\n${this.#body}`;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
