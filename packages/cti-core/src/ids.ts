/** A string that names one kind of thing only: a `CallId` never passes as an `AgentId`. */
export type Branded<Kind extends string> = string & { readonly __kind: Kind };

/** One customer contact, from first ring to last hang-up. */
export type CallId = Branded<'CallId'>;
/** One party's connection; equal to the media switch's channel id. */
export type LegId = Branded<'LegId'>;
/** A person who takes calls (座席). */
export type AgentId = Branded<'AgentId'>;
/** A waiting line that agents serve (队列). */
export type QueueId = Branded<'QueueId'>;
/** One ringing of one agent for one call, or one offer of a contact to him. */
export type OfferId = Branded<'OfferId'>;
/** One customer contact of a channel other than voice. */
export type ContactId = Branded<'ContactId'>;
/** One recorded file of one call. */
export type RecordingId = Branded<'RecordingId'>;
/** One supervisor on one agent's call. */
export type SupervisionId = Branded<'SupervisionId'>;
/** One rule that watches a threshold. */
export type AlarmId = Branded<'AlarmId'>;
/** Someone who may log in to the server: agent, supervisor, administrator or a program. */
export type AccountId = Branded<'AccountId'>;

/** Epoch milliseconds, always from an injected {@link Clock}. */
export type EpochMs = number;
