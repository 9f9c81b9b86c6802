import { orderBridge } from '../bridge.js';
import type { Application } from './application.js';

/** `[-bleg] uuid`: takes that leg, or with `-bleg` its partner, over; whom it talked with is hung up as PICKED_OFF. */
export const intercept: Application = async (session, arg) => {
  const [first = '', second] = arg.trim().split(/\s+/);
  const named = session.core.find(first === '-bleg' ? (second ?? '') : first);
  const target = first === '-bleg' ? (named?.partner ?? undefined) : named;
  if (target === undefined || target === session) return;
  const { variables } = session.channel;
  if (variables.isTrue('intercept_unbridged_only') && target.partner !== null) return;
  if (variables.isTrue('intercept_unanswered_only') && target.channel.answered) return;
  const left = target.partner === session ? null : target.partner;
  await session.progress.answer();
  await target.progress.answer();
  left?.channel.variables.set('park_after_bridge', 'true');
  if (!orderBridge(session, target)) return;
  left?.hangUp('PICKED_OFF');
};
