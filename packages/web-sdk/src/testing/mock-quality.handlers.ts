import { CallweaveError, type SamplingRule, type SheetAnswers, type SheetContent } from '@callweave/cti-core';
import { type DefaultBodyType, type HttpHandler, HttpResponse, http, type StrictRequest } from 'msw';
import type { MockQuality } from './mock-quality.js';

interface Asked {
  readonly id: string;
  readonly search: URLSearchParams;
  /** The JSON that was sent; empty without one. */
  readonly body: never;
}

/** `/api/v1/quality` of the mock. */
export function qualityHandlers(origin: string, quality: MockQuality): HttpHandler[] {
  const at = `${origin}/api/v1/quality`;
  const done = async (
    { request, params }: { request: StrictRequest<DefaultBodyType>; params: Record<string, unknown> },
    work: (asked: Asked) => unknown,
  ) => {
    try {
      const body = (await request.json().catch(() => ({}))) as never;
      const { searchParams: search } = new URL(request.url);
      return HttpResponse.json(work({ id: String(params.id ?? ''), search, body }) as DefaultBodyType);
    } catch (error) {
      if (!(error instanceof CallweaveError)) throw error;
      const status = error.code === 'access.denied' ? 403 : error.code === 'quality.unknown' ? 404 : 409;
      return HttpResponse.json({ error: error.toWire() } as DefaultBodyType, { status });
    }
  };
  return [
    http.get(`${at}/sheets`, (info) => done(info, () => ({ sheets: quality.sheets }))),
    http.put(`${at}/sheets/:id`, (info) =>
      done(info, ({ id, body }) => ({ sheet: quality.putSheet(id, body as SheetContent) })),
    ),
    http.get(`${at}/rules`, (info) => done(info, () => ({ rules: quality.rules }))),
    http.put(`${at}/rules/:id`, (info) =>
      done(info, ({ id, body }) => {
        const rule: SamplingRule = Object.assign({ active: true }, body, { ruleId: id });
        return { rule: quality.putRule(rule) };
      }),
    ),
    http.delete(`${at}/rules/:id`, (info) =>
      done(info, ({ id }) => {
        quality.removeRule(id);
        return { ruleId: id };
      }),
    ),
    // Nothing is recorded here, so that nothing can be drawn.
    http.post(`${at}/rules/:id/draw`, (info) => done(info, () => ({ drawn: 0 }))),
    http.get(`${at}/inspections`, (info) => done(info, ({ search }) => quality.list(search.get('state')))),
    http.post(`${at}/inspections`, (info) => done(info, ({ body }) => quality.begin(body))),
    http.get(`${at}/inspections/:id`, (info) => done(info, ({ id }) => quality.one(id))),
    http.put(`${at}/inspections/:id`, (info) =>
      done(info, ({ id, body }) => quality.save(id, body as { answers: SheetAnswers; comment: string })),
    ),
    http.post(`${at}/inspections/:id/submit`, (info) => done(info, ({ id }) => quality.submit(id))),
    http.post(`${at}/inspections/:id/appeal`, (info) =>
      done(info, ({ id, body }) => quality.appeal(id, (body as { text: string }).text)),
    ),
    http.post(`${at}/inspections/:id/decide`, (info) =>
      done(info, ({ id, body }) => quality.decide(id, body)),
    ),
  ];
}
