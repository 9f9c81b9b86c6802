import type { LegId } from '@callweave/cti-core';
import type { LegMark, SwitchOrder } from '../media-switch.port.js';
import { holdSteps, moveSteps, muteStep, retrieveSteps } from './bridging.js';
import { word } from './dial-string.js';
import { markVariables } from './marks.js';
import {
  DIGITS_VARIABLE,
  MESSAGE_VARIABLE,
  type OrderContext,
  type OrderStep,
  RECORDINGS_VARIABLE,
  setVariables,
} from './order-steps.js';
import { CALLERS_OWN, isCallers, originate } from './originate.js';
import { endless, quoted, soundPath } from './sounds.js';
import { spyModeStep, spySteps } from './spying.js';

/** Mean amplitude, of 32,768, below which a leg counts as silent: some -44 dB, above the noise of most lines. */
const SILENT_BELOW = 200;

/**
 * What FreeSWITCH has to be told for an order.
 * @throws {CallweaveError} `switch.invalid-argument`, `switch.refused`
 */
export function stepsOf(order: SwitchOrder, context: OrderContext): OrderStep[] {
  const id = word(order.legId, 'leg id') as LegId;
  const app = (name: string, arg: string, loops?: number): OrderStep => ({
    is: 'app',
    legId: id,
    app: name,
    arg,
    appId: context.newId(),
    ...(loops === undefined ? {} : { loops }),
  });
  switch (order.do) {
    case 'switch.mark':
      return [setVariables(id, markedAnew(order.mark, context.markedWith(id)))];
    case 'switch.answer':
      return [app('answer', '')];
    case 'switch.answer-phone':
      return [{ is: 'api', command: `uuid_phone_event ${id} talk` }];
    case 'switch.play':
      return [app('playback', soundPath(order.sound, context))];
    case 'switch.play-music':
      return [app('playback', ...endless(context.holdMusic))];
    case 'switch.stop-playing':
      return [{ is: 'api', command: `uuid_break ${id} all` }];
    case 'switch.collect':
      return [app('play_and_get_digits', collectArgument(order, context))];
    case 'switch.create-leg':
      return [originate(order, context)];
    case 'switch.join':
    case 'switch.part':
    case 'switch.confer':
      return moveSteps(order, context);
    case 'switch.mute':
      return [muteStep(id, order.muted, context)];
    case 'switch.spy':
      return spySteps(order, context);
    case 'switch.set-spy-mode':
      return [spyModeStep(id, order.mode, context)];
    case 'switch.hold':
      return holdSteps(id, context);
    case 'switch.retrieve':
      return retrieveSteps(id, context);
    case 'switch.send-digits':
      return [
        {
          is: 'api',
          command: `uuid_send_dtmf ${id} ${word(order.digits, 'key sequence', /^[\d*#A-Da-dwW]{1,128}$/)}`,
        },
      ];
    case 'switch.start-recording': {
      const path = recordingPath(order.path, context);
      const recordings = [...new Set([...context.recordingsOf(id), order.path])];
      return [
        setVariables(id, [
          ['RECORD_STEREO', 'true'],
          [RECORDINGS_VARIABLE, recordings.join('|')],
        ]),
        { is: 'api', command: `uuid_record ${id} start ${path}` },
      ];
    }
    case 'switch.record-message': {
      const recordings = [...new Set([...context.recordingsOf(id), order.path])];
      const keys = order.endKeys === '' ? 'none' : word(order.endKeys, 'end key', /^[\d*#]{1,12}$/);
      const seconds = (ms: number) => String(Math.max(1, Math.ceil(ms / 1_000) || 1));
      const limits = `${seconds(order.limitMs)} ${SILENT_BELOW} ${seconds(order.silenceMs)}`;
      return [
        setVariables(id, [
          [RECORDINGS_VARIABLE, recordings.join('|')],
          [MESSAGE_VARIABLE, order.path],
          // Set again when it is over: a server that takes the leg over meanwhile sees by it which of the two holds.
          ['record_ms', ''],
          ['playback_terminators', keys],
        ]),
        app('record', `${quoted(recordingPath(order.path, context))} ${limits}`),
      ];
    }
    case 'switch.stop-recording':
      return [{ is: 'api', command: `uuid_record ${id} stop ${recordingPath(order.path, context)}` }];
    case 'switch.mask-recording': {
      const action = order.masked ? 'mask' : 'unmask';
      return [{ is: 'api', command: `uuid_record ${id} ${action} ${recordingPath(order.path, context)}` }];
    }
    case 'switch.hang-up':
      return [{ is: 'api', command: `uuid_kill ${id} ${word(order.cause, 'cause', /^[A-Z_]+$/)}` }];
  }
}

/** What tells the channel's next owner of its recordings, after one of them has stopped. */
export function recordingsStep(legId: LegId, recordings: readonly string[]): OrderStep {
  return setVariables(legId, [[RECORDINGS_VARIABLE, recordings.join('|')]]);
}

/** A message is over: keys do not break off what plays from now on. */
export function messageOverStep(legId: LegId): OrderStep {
  return setVariables(legId, [
    [MESSAGE_VARIABLE, ''],
    ['playback_terminators', CALLERS_OWN.playback_terminators],
  ]);
}

/** The new mark's variables; those of the old one that it lacks are emptied, which removes them. */
function markedAnew(mark: LegMark, before: ReadonlySet<string>): Map<string, string> {
  const variables = markVariables(mark);
  for (const name of before) if (!variables.has(name)) variables.set(name, '');
  if (isCallers(mark.party))
    for (const [name, value] of Object.entries(CALLERS_OWN)) variables.set(name, value);
  return variables;
}

function collectArgument(order: SwitchOrder & { do: 'switch.collect' }, context: OrderContext): string {
  const count = (value: number) => String(Math.min(128, Math.max(0, Math.trunc(value) || 0)));
  const ms = (value: number) => String(Math.max(0, Math.trunc(value) || 0));
  const terminators =
    order.terminators === '' ? 'none' : word(order.terminators, 'terminator', /^[\d*#A-D]{1,16}$/);
  return [
    count(order.minDigits),
    count(order.maxDigits),
    '1',
    ms(order.timeoutMs),
    terminators,
    quoted(soundPath(order.prompt, context)),
    // Played after a try without keys; a try is all there is, so as short as can be.
    'silence_stream://1',
    DIGITS_VARIABLE,
    '[0-9*#A-D]+',
    ms(order.betweenDigitsMs),
  ].join(' ');
}

function recordingPath(path: string, { recordingsPath }: OrderContext): string {
  const below = word(path, 'recording path', /^(?!.*\.\.)[\w-][\w./-]*$/);
  return `${recordingsPath.replace(/\/+$/, '')}/${below}`;
}
