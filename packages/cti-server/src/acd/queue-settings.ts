import { type QueueInput, type QueueSettings, queueSchema } from './acd.schema.js';

/** A queue's settings with every default filled in; for settings that are written in code. */
export function queueSettings(input: QueueInput): QueueSettings {
  return queueSchema.parse(input);
}
