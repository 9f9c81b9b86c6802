import {
  type AgentId,
  type CallData,
  type Channel,
  type ContactId,
  type ContactOffer,
  type ContactSnapshot,
  contactCapabilities,
  type EpochMs,
  type QueueId,
} from '@callweave/cti-core';

/*
 *   contact.queue ──▶ queued ──offer──▶ offered ──accept──▶ active ──complete──▶ ended
 *                       ▲  ▲              │                   │                    ▲
 *                       │  └─reject, RONA─┘                   │                    │
 *                       └──────────its agent logs out─────────┘    contact.cancel──┘ (from anywhere)
 */
export type ContactStage =
  | { readonly phase: 'queued' }
  | { readonly phase: 'offered'; readonly offer: ContactOffer }
  | { readonly phase: 'active'; readonly agentId: AgentId }
  | {
      readonly phase: 'ended';
      readonly at: EpochMs;
      readonly outcome: 'completed' | 'cancelled' | 'failed';
      /** Who worked on it last. */
      readonly agentId: AgentId | null;
    };

/** A customer contact of a channel other than voice (ACD-7): an immutable value, of which the kernel holds the newest. */
export interface Contact {
  readonly contactId: ContactId;
  readonly channel: Channel;
  readonly queueId: QueueId;
  readonly customer: string;
  readonly data: CallData;
  readonly wants: { readonly priority: number; readonly requires: Readonly<Record<string, number>> };
  readonly queuedAt: EpochMs;
  readonly acceptedAt: EpochMs | null;
  readonly stage: ContactStage;
}

/** The agent it is offered to or who works on it. */
export function agentOn({ stage }: Contact): AgentId | null {
  switch (stage.phase) {
    case 'offered':
      return stage.offer.agentId;
    case 'active':
      return stage.agentId;
    default:
      return null;
  }
}

/** The contact as a viewer sees it. */
export function contactSnapshotOf(
  contact: Contact,
  viewer: AgentId | null,
  queueName: string | null,
): ContactSnapshot {
  const { stage, wants } = contact;
  const snapshot: Omit<ContactSnapshot, 'can'> = {
    contactId: contact.contactId,
    channel: contact.channel,
    phase: stage.phase,
    queueId: contact.queueId,
    queueName,
    customer: contact.customer,
    data: contact.data,
    priority: wants.priority,
    requires: wants.requires,
    agentId: stage.phase === 'active' || stage.phase === 'ended' ? stage.agentId : null,
    offer: stage.phase === 'offered' ? stage.offer : null,
    queuedAt: contact.queuedAt,
    acceptedAt: contact.acceptedAt,
    endedAt: stage.phase === 'ended' ? stage.at : null,
    outcome: stage.phase === 'ended' ? stage.outcome : null,
  };
  return { ...snapshot, can: contactCapabilities(snapshot, viewer) };
}
