import type { CallId } from '@callweave/cti-core';
import type { AgentCall } from '../agent-session.types.js';

/** Notices who is new at the far end of calls with pictures: he has seen nothing yet, and needs a whole picture to begin with. */
export class NewFaces {
  #before = new Map<CallId, string>();

  /** Calls of which that is so since the last time. */
  take(calls: readonly AgentCall[]): CallId[] {
    const now = new Map<CallId, string>();
    for (const { callId, video, local, phase, heldSince, legs } of calls) {
      const shows = video === true && local === 'connected' && heldSince === null;
      if (!shows || (phase !== 'talking' && phase !== 'conference')) continue;
      const there = legs.filter(({ state }) => state === 'connected').map(({ legId }) => legId);
      now.set(callId, there.join(' '));
    }
    const news = [...now].flatMap(([callId, faces]) => (this.#before.get(callId) === faces ? [] : [callId]));
    this.#before = now;
    return news;
  }
}
