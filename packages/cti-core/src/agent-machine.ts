import type { AgentState } from './agent.js';

/** What moves an agent from one state to another. */
export type AgentTrigger =
  | 'log-in'
  | 'log-out'
  | 'set-ready'
  | 'set-aux'
  /** A supervisor's `agent.force-state`. */
  | 'forced'
  /** He let the offer of a contact of another channel pass; calls apart, nothing else of other channels moves him. */
  | 'contact-missed'
  /** A waiting caller, or a colleague, rings at him. */
  | 'offered'
  /** He, or for an outgoing call the far end, picked up. */
  | 'answered'
  /** The offer was rejected, not answered, or withdrawn. */
  | 'offer-ended'
  | 'make-call'
  | 'held'
  | 'retrieved'
  /** The call is over, or could not be set up; what he chose as next comes into force. */
  | 'call-ended'
  /** He finished after-call work, or its limit did. */
  | 'wrap-up-ended'
  /** He takes over the call of an agent whom he supervises: `supervision.take-over`. */
  | 'took-over'
  /** A server that starts finds him in a call. */
  | 'taken-over';

type Transitions = Readonly<
  Record<AgentState, Readonly<Partial<Record<AgentState, readonly AgentTrigger[]>>>>
>;

const AT_REST = ['call-ended'] as const;

/**
 * The states of AGT-1 and every way from one to another: from → to → what does it. The server's kernel is held to it in
 * every one of its tests; clients and reports may draw it or check their own picture by it.
 */
export const agentStateMachine: Transitions = {
  'logged-out': { aux: ['log-in', 'taken-over'] },
  aux: {
    // Another reason is another stay.
    aux: ['set-aux', 'forced'],
    ready: ['set-ready', 'forced'],
    'logged-out': ['log-out', 'forced'],
    dialling: ['make-call'],
    // A colleague's call: callers of a queue only ring at those who are ready.
    ringing: ['offered', 'taken-over'],
    talking: ['took-over', 'taken-over'],
  },
  ready: {
    aux: ['set-aux', 'forced', 'contact-missed'],
    'logged-out': ['log-out', 'forced'],
    dialling: ['make-call'],
    ringing: ['offered', 'taken-over'],
    talking: ['took-over', 'taken-over'],
  },
  ringing: {
    talking: ['answered'],
    // He picked up a call-back: now the customer is dialled.
    dialling: ['answered'],
    ready: ['offer-ended'],
    aux: ['offer-ended'],
    'logged-out': ['offer-ended'],
  },
  dialling: { talking: ['answered'], ready: AT_REST, aux: AT_REST, 'logged-out': AT_REST },
  talking: {
    holding: ['held'],
    'wrap-up': ['call-ended'],
    ready: AT_REST,
    aux: AT_REST,
    'logged-out': AT_REST,
  },
  holding: {
    talking: ['retrieved'],
    'wrap-up': ['call-ended'],
    ready: AT_REST,
    aux: AT_REST,
    'logged-out': AT_REST,
  },
  'wrap-up': {
    ready: ['wrap-up-ended', 'set-ready', 'forced'],
    aux: ['wrap-up-ended', 'set-aux', 'forced'],
    'logged-out': ['wrap-up-ended', 'log-out', 'forced'],
    dialling: ['make-call'],
    talking: ['took-over'],
  },
};
