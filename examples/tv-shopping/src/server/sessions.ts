import { createHash, randomBytes } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { hash, verify } from '@node-rs/argon2';

export interface User {
  readonly account: string;
  readonly name: string;
  readonly role: 'agent' | 'supervisor';
  readonly agentId: string | null;
}

const SESSION_MS = 12 * 3600 * 1000;
const digest = (id: string): string => createHash('sha256').update(id).digest('hex');
/** Checked for accounts that do not exist, so that a stranger cannot tell which ones do by the time it takes. */
const decoy = hash('an account that does not exist');

/** Logins and their cookies; only the hash of a cookie is stored. */
export class Sessions {
  constructor(
    private readonly database: PGlite,
    private readonly now: () => number,
  ) {}

  /** The new session's cookie value (twelve hours) and its user; null when account or password is wrong. */
  async logIn(
    account: string,
    password: string,
  ): Promise<{ id: string; user: User; maxAgeSeconds: number } | null> {
    const { rows } = await this.database.query<User & { hash: string }>(
      'select account, name, role, agent_id as "agentId", password_hash as hash from users where account = $1',
      [account],
    );
    const found = rows[0];
    const right = await verify(found?.hash ?? (await decoy), password);
    if (found === undefined || !right) return null;
    const id = randomBytes(24).toString('base64url');
    await this.database.query('delete from sessions where expires_at < $1', [this.now()]);
    await this.database.query('insert into sessions (id_hash, account, expires_at) values ($1, $2, $3)', [
      digest(id),
      account,
      this.now() + SESSION_MS,
    ]);
    const { hash: _, ...user } = found;
    return { id, user, maxAgeSeconds: SESSION_MS / 1000 };
  }

  async userOf(id: string): Promise<User | null> {
    const { rows } = await this.database.query<User>(
      `select u.account, u.name, u.role, u.agent_id as "agentId" from sessions s join users u using (account)
        where s.id_hash = $1 and s.expires_at > $2`,
      [digest(id), this.now()],
    );
    return rows[0] ?? null;
  }

  async logOut(id: string): Promise<void> {
    await this.database.query('delete from sessions where id_hash = $1', [digest(id)]);
  }
}
