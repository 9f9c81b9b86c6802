import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentId, CallweaveError, type Role, roleSchema } from '@callweave/cti-core';
import { jwtVerify, SignJWT } from 'jose';
import type { Account } from './accounts.js';

const ISSUER = 'callweave';

/** Who a token speaks for. */
export interface Identity {
  readonly account: string;
  readonly role: Role;
  readonly agentId: AgentId | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface TokenOptions {
  readonly secret: string;
  readonly lifeMs: number;
  readonly serviceKeys: readonly string[];
  readonly now: () => number;
}

/** Short-lived signed tokens (JWT, HS256), and the service keys by which back ends ask for them. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #serviceKeys: readonly Buffer[];

  constructor(private readonly options: TokenOptions) {
    this.#key = new TextEncoder().encode(options.secret);
    this.#serviceKeys = options.serviceKeys.map(digest);
  }

  async issue(
    account: Account,
  ): Promise<{ token: string; expiresAt: number; role: Role; agentId: AgentId | null }> {
    const { role, agentId } = account;
    // Whole seconds, as RFC 7519 counts.
    const expiresAt = Math.floor((this.options.now() + this.options.lifeMs) / 1000) * 1000;
    const token = await new SignJWT({ role, agentId })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setSubject(account.account)
      .setExpirationTime(expiresAt / 1000)
      .sign(this.#key);
    return { token, expiresAt, role, agentId };
  }

  /** @throws {CallweaveError} `access.bad-token` */
  async verify(token: string): Promise<Identity> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        issuer: ISSUER,
        algorithms: ['HS256'],
        currentDate: new Date(this.options.now()),
      });
      const agentId = typeof payload.agentId === 'string' ? (payload.agentId as AgentId) : null;
      return {
        account: payload.sub ?? '',
        role: roleSchema.parse(payload.role),
        agentId,
        expiresAt: (payload.exp ?? 0) * 1000,
      };
    } catch (cause) {
      throw new CallweaveError('access.bad-token', 'The token is malformed, expired or not of this server.', {
        cause,
      });
    }
  }

  isServiceKey(key: string): boolean {
    const given = digest(key);
    return this.#serviceKeys.reduce((found, known) => timingSafeEqual(known, given) || found, false);
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The secret that signs tokens: made once and kept in the data directory, readable by its owner alone. */
export function keptSecret(folder: string): string {
  const file = join(folder, 'token-secret');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
