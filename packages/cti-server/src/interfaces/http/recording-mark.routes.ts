import type { Clock, RecordingMark } from '@callweave/cti-core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Identity, Tokens } from '../../access/tokens.js';
import type { RecordingCatalogue } from '../../recording-store/recording-catalogue.js';
import type { RecordingMarks } from '../../recording-store/recording-marks.js';
import { checked } from './access.routes.js';
import { hearable, type OfOneRecording, type RecordingDeed } from './recording-access.js';

interface MarkRouteParts {
  readonly tokens: Tokens;
  readonly catalogue: RecordingCatalogue;
  readonly marks: RecordingMarks;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly audit: (deed: RecordingDeed) => void;
}

const markSchema = z.strictObject({
  atMs: z.int().min(0).max(86_400_000),
  text: z.string().trim().min(1).max(500),
});

/** Notes at times of a recording (REC-2): of all who may hear it; an agent takes away his own alone. */
export function recordingMarkRoutes(app: FastifyInstance, parts: MarkRouteParts): void {
  const { marks, clock, newId, audit } = parts;

  app.get<OfOneRecording>('/api/v1/recordings/:id/marks', async (request) => {
    const { recordingId, identity } = await hearable(request, parts);
    const kept = await marks.of(recordingId);
    return {
      marks: kept.map((mark): RecordingMark => ({ ...mark, canRemove: mayRemove(identity, mark.by) })),
    };
  });

  app.post<OfOneRecording>('/api/v1/recordings/:id/marks', async (request, reply) => {
    const { recordingId, callId, identity } = await hearable(request, parts);
    const { atMs, text } = checked(markSchema, request.body);
    const mark = await marks.add(recordingId, {
      id: newId(),
      atMs,
      text,
      by: identity.account,
      createdAt: clock.now(),
    });
    audit({
      by: identity,
      action: 'recording.marked',
      recordingId,
      details: { callId, mark: mark.id, atMs: String(atMs), text },
    });
    return reply.code(201).send({ mark: { ...mark, canRemove: true } satisfies RecordingMark });
  });

  app.delete<{ Params: { id: string; mark: string } }>(
    '/api/v1/recordings/:id/marks/:mark',
    async (request) => {
      const { recordingId, callId, identity } = await hearable(request, parts);
      const { mark } = request.params;
      await marks.remove(recordingId, mark, (by) => mayRemove(identity, by));
      audit({ by: identity, action: 'recording.mark-removed', recordingId, details: { callId, mark } });
      return { id: mark };
    },
  );
}

function mayRemove({ role, account }: Identity, by: string): boolean {
  return role !== 'agent' || by === account;
}
