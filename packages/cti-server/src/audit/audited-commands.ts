import type { CommandName } from '@callweave/cti-core';
import type { AuditEntry } from './audit-log.port.js';

/** What is written down of a command, besides who gave it; null when it concerns nobody but himself. */
export function auditedCommand(
  command: CommandName,
  params: unknown,
): Pick<AuditEntry, 'action' | 'subject' | 'details'> | null {
  if (command !== 'agent.force-state' && !command.startsWith('supervision.')) return null;
  const { agentId, ...details } = params as { readonly agentId?: string };
  return { action: command, subject: agentId ?? null, details };
}
