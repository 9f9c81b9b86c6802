import { type AgentId, CallweaveError, type Role } from '@callweave/cti-core';
import { hash, verify } from '@node-rs/argon2';
import type { Database } from '../storage/database.js';
import { AttemptLimit } from './attempt-limit.js';

/** Who may log in. */
export interface Account {
  readonly account: string;
  readonly name: string;
  readonly role: Role;
  readonly agentId: AgentId | null;
}

export interface SeedAccount extends Account {
  readonly initialPassword?: string | undefined;
  readonly passwordHash?: string | undefined;
}

/** Passwords are argon2id with the library's defaults (19 MiB, 2 passes: OWASP's minimum). */
export class Accounts {
  readonly #attempts: AttemptLimit;
  /** Checked for accounts that do not exist, so that the time an answer takes tells nobody which do. */
  readonly #decoy = hash('no such account');

  constructor(
    private readonly database: Database,
    now: () => number,
  ) {
    this.#attempts = new AttemptLimit(now);
  }

  /**
   * The account of a right password.
   * @throws {CallweaveError} `access.bad-credentials`; `access.rate-limited` after ten wrong tries in a minute
   */
  async logIn(account: string, password: string, address: string): Promise<Account> {
    this.#attempts.check([`account ${account}`, `address ${address}`]);
    const row = await this.database
      .selectFrom('accounts')
      .selectAll()
      .where('account', '=', account)
      .executeTakeFirst();
    const right = await verify(row?.password_hash || (await this.#decoy), password).catch(() => false);
    if (row === undefined || !right) {
      this.#attempts.failed([`account ${account}`, `address ${address}`]);
      throw new CallweaveError('access.bad-credentials', 'Account or password is wrong.');
    }
    return toAccount(row);
  }

  /** The account of an agent, for a back end that has signed him in itself. */
  async ofAgent(agentId: string): Promise<Account> {
    const row = await this.database
      .selectFrom('accounts')
      .selectAll()
      .where('agent_id', '=', agentId)
      .executeTakeFirst();
    if (row === undefined) throw new CallweaveError('agent.unknown', `There is no agent ${agentId}.`);
    return toAccount(row);
  }

  /** Nobody logs in by it any more; tokens that are out run out. */
  async remove(account: string): Promise<void> {
    await this.database.deleteFrom('accounts').where('account', '=', account).execute();
  }

  /** Makes the configured accounts and refreshes their names and roles; a password that was changed stays. */
  async seed(accounts: readonly SeedAccount[]): Promise<void> {
    for (const { account, name, role, agentId, initialPassword, passwordHash } of accounts) {
      const there = await this.database
        .selectFrom('accounts')
        .select('account')
        .where('account', '=', account)
        .executeTakeFirst();
      if (there !== undefined) {
        const changes = {
          name,
          role,
          agent_id: agentId,
          ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
        };
        await this.database.updateTable('accounts').set(changes).where('account', '=', account).execute();
        continue;
      }
      // Without a password nobody can log in by it; a back end may still ask for tokens.
      const password_hash =
        passwordHash ?? (initialPassword === undefined ? '' : await hash(initialPassword));
      await this.database
        .insertInto('accounts')
        .values({ account, name, role, agent_id: agentId, password_hash })
        .execute();
    }
  }
}

function toAccount(row: { account: string; name: string; role: string; agent_id: string | null }): Account {
  return {
    account: row.account,
    name: row.name,
    role: row.role as Role,
    agentId: row.agent_id as AgentId | null,
  };
}
