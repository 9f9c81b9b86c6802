import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingRequestMessage } from 'sip.js/lib/core/index.js';

export type DigestAlgorithm = 'MD5' | 'SHA-256';

export interface DigestOptions {
  readonly realm: string;
  readonly password: (user: string) => string | null;
  /**
   * Challenged in this order. MD5 alone by default: sip.js fails when offered `MD5, SHA-256`, baresip 1.0 when offered
   * `SHA-256, MD5`.
   */
  readonly algorithms?: readonly DigestAlgorithm[];
  readonly nowMs?: () => number;
}

export type DigestVerdict =
  | { readonly verdict: 'proved'; readonly user: string }
  /** No credentials for us, or a nonce that is too old or was used: challenge (again). */
  | { readonly verdict: 'challenge'; readonly stale: boolean }
  /** Wrong password or no such account; the two are not told apart. */
  | { readonly verdict: 'refused'; readonly user: string };

const NONCE_LIVES_MS = 300_000;
/** Beyond it the oldest is forgotten and its holder challenged again. */
const MAX_NONCES = 10_000;

const HASH = {
  MD5: (text: string) => createHash('md5').update(text).digest('hex'),
  'SHA-256': (text: string) => createHash('sha256').update(text).digest('hex'),
} as const;

/** Digest authentication (RFC 7616, RFC 8760) with qop=auth, nonce counts and replay check. */
export class Digest {
  readonly #options: DigestOptions;
  readonly #algorithms: readonly DigestAlgorithm[];
  readonly #nonces = new Map<string, { readonly issuedMs: number; count: number }>();
  readonly #nowMs: () => number;

  constructor(options: DigestOptions) {
    this.#options = options;
    this.#algorithms = options.algorithms ?? ['MD5'];
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** The header lines for a 401 (`www`) or 407 (`proxy`). */
  challenge(kind: 'www' | 'proxy', stale: boolean): string[] {
    const header = kind === 'www' ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    return this.#algorithms.map((algorithm) => {
      const nonce = this.#issue();
      const state = stale ? ', stale=true' : '';
      return `${header}: Digest realm="${this.#options.realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${state}`;
    });
  }

  verify(message: IncomingRequestMessage, kind: 'www' | 'proxy'): DigestVerdict {
    const header = kind === 'www' ? 'authorization' : 'proxy-authorization';
    for (const value of message.getHeaders(header)) {
      const answer = readCredentials(value);
      if (answer.get('realm') !== this.#options.realm) continue;
      return this.#judge(message.method, answer);
    }
    return { verdict: 'challenge', stale: false };
  }

  #judge(method: string, answer: ReadonlyMap<string, string>): DigestVerdict {
    const user = answer.get('username') ?? '';
    const algorithm = (answer.get('algorithm') ?? 'MD5').toUpperCase();
    const nonce = this.#nonces.get(answer.get('nonce') ?? '');
    if (!isOffered(algorithm, this.#algorithms)) return { verdict: 'challenge', stale: false };
    const right = this.#matches(HASH[algorithm], method, user, answer);
    // A wrong password is refused whatever the nonce; only who knows the password hears that his nonce is stale.
    if (!right) return { verdict: 'refused', user };
    const count = answer.get('qop') === undefined ? 1 : Number.parseInt(answer.get('nc') ?? '', 16);
    const fresh =
      nonce !== undefined && this.#nowMs() - nonce.issuedMs <= NONCE_LIVES_MS && count > nonce.count;
    if (!fresh) return { verdict: 'challenge', stale: true };
    nonce.count = count;
    return { verdict: 'proved', user };
  }

  #matches(
    hash: (text: string) => string,
    method: string,
    user: string,
    answer: ReadonlyMap<string, string>,
  ): boolean {
    const password = this.#options.password(user);
    // The same work for an account that does not exist.
    const first = hash(`${user}:${this.#options.realm}:${password ?? ''}`);
    const second = hash(`${method}:${answer.get('uri') ?? ''}`);
    const qop = answer.get('qop');
    const nonce = answer.get('nonce') ?? '';
    const middle =
      qop === undefined ? [nonce] : [nonce, answer.get('nc') ?? '', answer.get('cnonce') ?? '', qop];
    const expected = Buffer.from(hash([first, ...middle, second].join(':')));
    const given = Buffer.from((answer.get('response') ?? '').toLowerCase());
    return given.length === expected.length && timingSafeEqual(given, expected) && password !== null;
  }

  #issue(): string {
    const nonce = randomBytes(16).toString('hex');
    this.#nonces.set(nonce, { issuedMs: this.#nowMs(), count: 0 });
    if (this.#nonces.size > MAX_NONCES) this.#nonces.delete(this.#nonces.keys().next().value!);
    return nonce;
  }
}

function isOffered(name: string, offered: readonly DigestAlgorithm[]): name is DigestAlgorithm {
  return (offered as readonly string[]).includes(name);
}

function readCredentials(value: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  if (!/^\s*Digest\s/i.test(value)) return fields;
  for (const field of value
    .slice(value.search(/\S/) + 6)
    .matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))/g)) {
    fields.set(field[1]!.toLowerCase(), field[2] ?? field[3] ?? '');
  }
  return fields;
}
