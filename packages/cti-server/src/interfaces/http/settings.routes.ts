import { CallweaveError } from '@callweave/cti-core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Identity, Tokens } from '../../access/tokens.js';
import { idSchema } from '../../acd/acd.schema.js';
import { type AuditLog, audited } from '../../audit/audit-log.port.js';
import { kindNames, kinds } from '../../settings/documents.js';
import type { SettingsDesk, SettingsDocument } from '../../settings/settings-desk.js';
import { checked, identityOf } from './access.routes.js';

/** A list of numbers may be long. */
const BODY_BYTES = 8 * 1024 * 1024;

interface SettingsRouteParts {
  readonly desk: SettingsDesk;
  readonly tokens: Tokens;
  readonly audit: AuditLog;
}

type ById = { Params: { id: string } };

/** Queues, agents, routes, lists and calendars, for administrators and back ends: read, made, replaced, removed. */
export function settingsRoutes(app: FastifyInstance, { desk, tokens, audit }: SettingsRouteParts): void {
  const admitted = (request: FastifyRequest) => administratorOf(request, tokens);
  // Before the body is read: it may be a long one.
  const onRequest = async (request: FastifyRequest) => void (await admitted(request));
  for (const kind of kindNames) {
    const { section } = kinds[kind];
    const path = `/api/v1/settings/${section}`;

    app.get(path, { onRequest }, async () => ({ [section]: desk.list(kind) }));

    app.get<ById>(`${path}/:id`, { onRequest }, async (request, reply) =>
      send(reply, desk.read(kind, request.params.id)),
    );

    app.get<ById>(`${path}/:id/history`, { onRequest }, async (request) => {
      const versions = await desk.history(kind, request.params.id);
      return { versions: versions.map(({ data, ...version }) => ({ ...version, settings: data })) };
    });

    app.put<ById>(`${path}/:id`, { onRequest, bodyLimit: BODY_BYTES }, async (request, reply) => {
      const actor = await admitted(request);
      const id = checked(idSchema, request.params.id);
      const noted = { actor, action: 'settings.put', subject: `${kind} ${id}` };
      const { document, isNew } = await audited(audit, noted, () =>
        desk.put(kind, id, request.body, { by: actor.account, ifVersion: versionIn(request) }),
      );
      return send(reply.code(isNew ? 201 : 200), document);
    });

    app.delete<ById>(`${path}/:id`, { onRequest }, async (request, reply) => {
      const actor = await admitted(request);
      const { id } = request.params;
      const noted = { actor, action: 'settings.remove', subject: `${kind} ${id.slice(0, 64)}` };
      await audited(audit, noted, () =>
        desk.remove(kind, id, { by: actor.account, ifVersion: versionIn(request) }),
      );
      return reply.code(204).send();
    });
  }
}

async function administratorOf(request: FastifyRequest, tokens: Tokens): Promise<Identity> {
  const identity = await identityOf(request, tokens);
  if (identity.role === 'admin' || identity.role === 'service') return identity;
  throw new CallweaveError('access.denied', 'Settings are for administrators and service keys.');
}

function send(reply: FastifyReply, document: SettingsDocument): FastifyReply {
  return reply.header('etag', `"${document.version}"`).send(document);
}

/** The version that was seen, of `If-Match: "3"`; null when the header is left out. */
function versionIn({ headers }: FastifyRequest): number | null {
  const header = headers['if-match'];
  if (header === undefined) return null;
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (version !== undefined) return Number(version);
  throw new CallweaveError('request.invalid', 'If-Match is a version in quotes, as "3"; "0" for none yet.', {
    details: { issues: [{ path: 'If-Match', message: 'a version in quotes' }] },
  });
}
