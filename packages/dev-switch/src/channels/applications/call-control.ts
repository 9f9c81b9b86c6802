import { parseCause } from '../causes.js';
import { transfer as transferSession } from '../transfer.js';
import type { Application } from './application.js';
import { splitArguments } from './play-and-get-digits.js';

export const answer: Application = async (session) => {
  await session.progress.answer();
};

export const preAnswer: Application = async (session) => {
  await session.progress.preAnswer();
};

export const ringReady: Application = (session) => session.progress.ringReady();

export const hangup: Application = (session, arg) => session.hangUp(parseCause(arg));

/** `name=value`; without a value the variable goes. */
export const set: Application = (session, arg) => {
  const at = arg.indexOf('=');
  if (at > 0) session.channel.variables.set(arg.slice(0, at), arg.slice(at + 1));
  else if (arg !== '') session.channel.variables.set(arg, null);
};

export const unset: Application = (session, arg) => session.channel.variables.set(arg, null);

/** Waits the given milliseconds; `uuid_break` shortens it. */
export const sleep: Application = async (session, arg) => {
  const untilUs = session.core.clock.nowUs() + Math.max(0, Number.parseInt(arg, 10) || 0) * 1000;
  while (session.ready && session.core.clock.nowUs() < untilUs) {
    if (session.orders.takeBreak()) return;
    if (session.digits.take() === null) await session.breathe(untilUs);
  }
};

/** `digits[@milliseconds each]` to the party. */
export const sendDtmf: Application = (session, arg) => {
  const [digits = '', ms] = arg.split('@');
  session.endpoint.sendDigits(digits, ms === undefined ? undefined : Number.parseInt(ms, 10) || 100);
};

export const recordSession: Application = async (session, arg) => {
  const [path = '', limit] = splitArguments(arg.replace(/\+(\d+)$/, ' $1'), 2);
  if (path !== '') await session.recordings.start(path, Number.parseInt(limit ?? '', 10) || 0);
};

export const stopRecordSession: Application = async (session, arg) => {
  if (arg === 'all') await session.recordings.stopAll();
  else await session.recordings.stop(arg);
};

/** `extension [dialplan [context]]`. */
export const transferApp: Application = (session, arg) => {
  const [extension = '', dialplan, context] = splitArguments(arg, 3);
  transferSession(session, extension, dialplan, context);
};
