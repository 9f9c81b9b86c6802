import type { SamplingRule, ScoreSheet } from '@callweave/cti-core';
import type { HttpDoor } from '../http/http-door.js';
import type { Quality } from './quality.types.js';

const Q = '/api/v1/quality';

/** Quality inspection over the server's HTTP interface. */
export function createQuality(door: HttpDoor): Quality {
  const pathTo = (what: 'sheets' | 'rules' | 'inspections', id: string): string =>
    `${Q}/${what}/${encodeURIComponent(id)}`;
  const pathOf = (inspectionId: string): string => pathTo('inspections', inspectionId);
  return {
    async sheets(options = {}) {
      return (await door.json<{ sheets: ScoreSheet[] }>(`${Q}/sheets`, options)).sheets;
    },
    async saveSheet(sheetId, { name, passMark, sections }) {
      const json = { name, passMark, sections };
      return (await door.json<{ sheet: ScoreSheet }>(pathTo('sheets', sheetId), { method: 'PUT', json }))
        .sheet;
    },
    async rules(options = {}) {
      return (await door.json<{ rules: SamplingRule[] }>(`${Q}/rules`, options)).rules;
    },
    async saveRule({ ruleId, ...json }) {
      return (await door.json<{ rule: SamplingRule }>(pathTo('rules', ruleId), { method: 'PUT', json })).rule;
    },
    async removeRule(ruleId) {
      await door.send(pathTo('rules', ruleId), { method: 'DELETE' });
    },
    async draw(ruleId) {
      return (await door.json<{ drawn: number }>(`${pathTo('rules', ruleId)}/draw`, { method: 'POST' }))
        .drawn;
    },
    inspections(query = {}, options = {}) {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) search.set(name, String(value));
      return door.json(`${Q}/inspections?${search}`, options);
    },
    inspection: (inspectionId, options = {}) => door.json(pathOf(inspectionId), options),
    begin: (about) => door.json(`${Q}/inspections`, { method: 'POST', json: about }),
    save: (inspectionId, scored) => door.json(pathOf(inspectionId), { method: 'PUT', json: scored }),
    submit: (inspectionId) => door.json(`${pathOf(inspectionId)}/submit`, { method: 'POST' }),
    appeal: (inspectionId, text) =>
      door.json(`${pathOf(inspectionId)}/appeal`, { method: 'POST', json: { text } }),
    decide: (inspectionId, verdict) =>
      door.json(`${pathOf(inspectionId)}/decide`, { method: 'POST', json: verdict }),
  };
}
