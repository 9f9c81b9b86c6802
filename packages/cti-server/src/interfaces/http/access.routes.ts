import { CallweaveError } from '@callweave/cti-core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Accounts } from '../../access/accounts.js';
import type { Identity, Tokens } from '../../access/tokens.js';
import { type AuditLog, audited } from '../../audit/audit-log.port.js';

const loginSchema = z.object({ account: z.string().min(1).max(64), password: z.string().min(1).max(256) });
const tokenSchema = z.object({ agentId: z.string().min(1).max(64) });

/** `POST /api/v1/login` and `POST /api/v1/tokens`: how a token is had. */
export function accessRoutes(
  app: FastifyInstance,
  { accounts, tokens, audit }: { accounts: Accounts; tokens: Tokens; audit: AuditLog },
): void {
  app.post('/api/v1/login', async (request) => {
    const { account, password } = checked(loginSchema, request.body);
    const noted = { action: 'access.log-in', subject: null, details: { address: request.ip } };
    try {
      const found = await accounts.logIn(account, password, request.ip);
      audit.record({ ...noted, actor: found, outcome: 'ok' });
      return await tokens.issue(found);
    } catch (error) {
      const outcome = error instanceof CallweaveError ? error.code : 'server.failed';
      audit.record({ ...noted, actor: { account, role: null }, outcome });
      throw error;
    }
  });

  app.post('/api/v1/tokens', async (request) => {
    const key = bearer(request);
    if (key === null || !tokens.isServiceKey(key)) {
      throw new CallweaveError('access.denied', 'A service key of this server is needed.');
    }
    const { agentId } = checked(tokenSchema, request.body);
    const actor = { account: 'service', role: 'service' } as const;
    return audited(audit, { actor, action: 'access.token', subject: agentId }, async () =>
      tokens.issue(await accounts.ofAgent(agentId)),
    );
  });
}

/** Who sends a request: the bearer of a token, or a back end with a service key. */
export async function identityOf(request: FastifyRequest, tokens: Tokens): Promise<Identity> {
  const token = bearer(request);
  if (token === null)
    throw new CallweaveError('access.bad-token', 'Send a token in the Authorization header.');
  if (tokens.isServiceKey(token))
    return { account: 'service', role: 'service', agentId: null, expiresAt: Number.MAX_SAFE_INTEGER };
  return tokens.verify(token);
}

function bearer(request: FastifyRequest): string | null {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** @throws {CallweaveError} `request.invalid` with the issues of the input */
export function checked<Shape extends z.ZodType>(shape: Shape, input: unknown): z.output<Shape> {
  const result = shape.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new CallweaveError('request.invalid', `${issues[0]?.path}: ${issues[0]?.message}`, {
    details: { issues },
  });
}
