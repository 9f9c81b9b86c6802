import type { CallSnapshot } from '@callweave/cti-core';
import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.js';

/** Writes to the recordings of calls that are over what they are found by (REC-2). */
export async function saveFindings(tx: Transaction<Tables>, calls: readonly CallSnapshot[]): Promise<void> {
  const over = calls.filter(({ endedAt }) => endedAt !== null);
  if (over.length === 0) return;
  const found = JSON.stringify(over.map(findingsOf));
  await sql`
    update recordings r set
      queue_id = coalesce(r.queue_id, f.queue_id), direction = f.direction, caller = f.caller, called = f.called,
      trunk = f.trunk, agents = f.agents, extensions = f.extensions, data = f.data, tags = f.tags,
      disposition = f.disposition, notes = f.notes
    from jsonb_to_recordset(${found}::jsonb) as f(
      call_id text, queue_id text, direction text, caller text, called text, trunk text, agents text[],
      extensions text[], data jsonb, tags text[], disposition text, notes text)
    where r.call_id = f.call_id`.execute(tx);
}

function findingsOf(call: CallSnapshot) {
  const agents = new Set(call.legs.flatMap(({ agentId }) => agentId ?? []));
  if (call.agentId !== null) agents.add(call.agentId);
  const extensions = new Set(
    call.legs.flatMap(({ party, address }) => (party === 'agent' && address !== '' ? [address] : [])),
  );
  return {
    call_id: call.callId,
    queue_id: call.queueId,
    direction: call.direction,
    caller: call.caller,
    called: call.called,
    trunk: call.trunk,
    agents: [...agents],
    extensions: [...extensions],
    data: call.data,
    tags: call.tags ?? [],
    disposition: call.disposition ?? null,
    notes: call.notes?.map(({ text }) => text).join('\n') ?? null,
  };
}
