import { CallweaveError, type RecordingRights } from '@callweave/cti-core';
import type { FastifyRequest } from 'fastify';
import type { Identity, Tokens } from '../../access/tokens.js';
import type { AuditLog } from '../../audit/audit-log.port.js';
import type { CataloguedRecording, RecordingCatalogue } from '../../recording-store/recording-catalogue.js';
import { identityOf } from './access.routes.js';

/** What somebody did to a recording; kept where nobody changes it. */
export interface RecordingDeed {
  readonly by: Identity;
  readonly action:
    | 'recording.listened'
    | 'recording.downloaded'
    | 'recording.deleted'
    | 'recording.held'
    | 'recording.released'
    | 'recording.marked'
    | 'recording.mark-removed'
    | 'recording.uploaded';
  readonly recordingId: string;
  readonly details: Readonly<Record<string, string>>;
}

/** Writes deeds into the audit log. */
export function auditDeeds(log: AuditLog): (deed: RecordingDeed) => void {
  return ({ by, action, recordingId, details }) =>
    log.record({ actor: by, action, subject: recordingId, details, outcome: 'ok' });
}

/** Of a route that is about one recording. */
export type OfOneRecording = { Params: { id: string } };

/**
 * A recording that whoever asks may hear, and who he is.
 * @throws {CallweaveError} `access.denied` to an agent who took no part, `recording.unknown`
 */
export async function hearable(
  request: FastifyRequest<OfOneRecording>,
  { tokens, catalogue }: { readonly tokens: Tokens; readonly catalogue: RecordingCatalogue },
): Promise<CataloguedRecording & { readonly identity: Identity }> {
  const identity = await identityOf(request, tokens);
  const recording = await catalogue.find(request.params.id);
  if (identity.role === 'agent' && !recording.agents.includes(identity.agentId ?? ''))
    throw new CallweaveError('access.denied', 'This is the recording of another agent.');
  return { ...recording, identity };
}

/** What a role may do beside hearing. */
export function rightsOf({ role }: Pick<Identity, 'role'>): RecordingRights {
  const rules = role === 'admin' || role === 'service';
  return { download: role !== 'agent', remove: rules, hold: rules };
}
