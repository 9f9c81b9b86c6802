import type { Application } from './application.js';
import {
  answer,
  hangup,
  preAnswer,
  recordSession,
  ringReady,
  sendDtmf,
  set,
  sleep,
  stopRecordSession,
  transferApp,
  unset,
} from './call-control.js';
import { conference } from './conference.js';
import { eavesdrop } from './eavesdrop.js';
import { intercept } from './intercept.js';
import { park } from './park.js';
import { playAndGetDigits } from './play-and-get-digits.js';
import { playback } from './playback.js';
import { record } from './record.js';

/** Every application a dialplan, `originate … &app()` or `sendmsg execute` may name. */
export const applications: ReadonlyMap<string, Application> = new Map<string, Application>([
  ['answer', answer],
  ['conference', conference],
  ['eavesdrop', eavesdrop],
  ['export', set],
  ['hangup', hangup],
  ['intercept', intercept],
  ['park', park],
  ['play_and_get_digits', playAndGetDigits],
  ['playback', playback],
  ['pre_answer', preAnswer],
  ['record', record],
  ['record_session', recordSession],
  ['ring_ready', ringReady],
  ['send_dtmf', sendDtmf],
  ['set', set],
  ['sleep', sleep],
  ['stop_record_session', stopRecordSession],
  ['transfer', transferApp],
  ['unset', unset],
]);
