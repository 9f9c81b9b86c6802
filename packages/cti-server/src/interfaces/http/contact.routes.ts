import { CallweaveError, type ContactId, commandSchemas } from '@callweave/cti-core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Identity, Tokens } from '../../access/tokens.js';
import type { Runner } from '../../kernel/index.js';
import type { Database } from '../../storage/database.js';
import { findContact, listContactDecisions } from '../../storage/decisions.js';
import { identityOf } from './access.routes.js';

interface ContactRouteParts {
  readonly runner: Runner;
  readonly database: Database;
  readonly tokens: Tokens;
}

type ById = { Params: { id: string } };

/** Contacts of channels other than voice, for their adapters and for supervisors (ACD-7): queued, read, cancelled. */
export function contactRoutes(app: FastifyInstance, { runner, database, tokens }: ContactRouteParts): void {
  const actorOf = async (request: FastifyRequest) => {
    const { agentId, role } = notAgent(await identityOf(request, tokens));
    return { agentId, role };
  };

  app.post('/api/v1/contacts', async (request, reply) => {
    const actor = await actorOf(request);
    const result = commandSchemas['contact.queue'].params.safeParse(request.body ?? {});
    if (!result.success) throw invalid(result.error.issues);
    const { contactId } = result.data;
    const isNew = contactId === undefined || runner.contactSnapshot(contactId, null) === null;
    const { contact } = await runner.command(actor, 'contact.queue', result.data);
    return reply.code(isNew ? 201 : 200).send({ contact });
  });

  app.get('/api/v1/contacts', async (request) => {
    await actorOf(request);
    return { contacts: runner.contactSnapshots() };
  });

  app.get<ById>('/api/v1/contacts/:id', async (request) => {
    await actorOf(request);
    const { id } = request.params;
    return {
      contact: runner.contactSnapshot(id as ContactId, null) ?? (await findContact(database, id)),
    };
  });

  app.get<ById>('/api/v1/contacts/:id/decisions', async (request) => {
    await actorOf(request);
    return { decisions: await listContactDecisions(database, request.params.id) };
  });

  app.delete<ById>('/api/v1/contacts/:id', async (request) => {
    const actor = await actorOf(request);
    return runner.command(actor, 'contact.cancel', { contactId: request.params.id as ContactId });
  });
}

function notAgent(identity: Identity): Identity {
  if (identity.role !== 'agent') return identity;
  throw new CallweaveError(
    'access.denied',
    'Contacts are for back ends and supervisors; an agent has his session.',
  );
}

function invalid(found: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
  const issues = found.map(({ path, message }) => ({ path: path.join('.'), message }));
  return new CallweaveError('request.invalid', `${issues[0]?.path}: ${issues[0]?.message}`, {
    details: { issues },
  });
}
