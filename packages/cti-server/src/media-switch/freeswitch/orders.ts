import { CallweaveError, type LegId } from '@callweave/cti-core';
import type { LegMark, LegTarget, Sound, SwitchOrder } from '../media-switch.port.js';
import { dialValue, dialVariables, word } from './dial-string.js';
import { markVariables } from './marks.js';

/** One thing to tell the switch; those of an order are told one after the other. */
export type OrderStep =
  /** `api`; done when it answers `+OK`. */
  | { readonly is: 'api'; readonly command: string }
  /** `bgapi`, for what may block the switch's side of a connection; done when the job answers `+OK`. */
  | { readonly is: 'job'; readonly command: string }
  /** `bgapi originate`; done when it is under way, the job's answer is a fact. */
  | { readonly is: 'originate'; readonly command: string; readonly jobId: string }
  /** An application on a leg; done when it is queued there. */
  | {
      readonly is: 'app';
      readonly legId: LegId;
      readonly app: string;
      readonly arg: string;
      readonly appId: string;
      /** -1 for ever. */
      readonly loops?: number;
    };

export interface OrderContext {
  readonly domain: string;
  readonly recordingsPath: string;
  readonly soundsPath: string;
  readonly holdMusic: string;
  readonly mediaTimeoutMs: number;
  readonly newId: () => string;
  /** What is recorded on a leg now, as the order leaves it. */
  readonly recordingsOf: (legId: LegId) => readonly string[];
  /** Whom a leg is joined to. */
  readonly joinedTo: (legId: LegId) => LegId | null;
  /** Variables of the mark that a leg carries. */
  readonly markedWith: (legId: LegId) => ReadonlySet<string>;
}

/** Where `play_and_get_digits` leaves the keys. */
export const DIGITS_VARIABLE = 'callweave_digits';
/** What is being recorded on a channel, for a server that takes it over. */
export const RECORDINGS_VARIABLE = 'callweave_recordings';

/** The message that a leg leaves, or left last. */
export const MESSAGE_VARIABLE = 'callweave_message';
/** Mean amplitude, of 32,768, below which a leg counts as silent: some -44 dB, above the noise of most lines. */
const SILENT_BELOW = 200;

/** On a leg whose partner hears music instead of it, for a server that takes it over. */
export const HELD_VARIABLE = 'callweave_held';

/**
 * On all legs but the agents': who is parked when his partner leaves, while an agent's leg ends with the call; and whose
 * keys do not break off what plays, as `*` does otherwise.
 */
const CALLERS_OWN = {
  park_after_bridge: 'true',
  hangup_after_bridge: 'false',
  playback_terminators: 'none',
} as const;
/** Between two signs of life of a phone on hold, which may send nothing. */
const HELD_MEDIA_TIMEOUT_MS = 4 * 3_600_000;

/**
 * What FreeSWITCH has to be told for an order.
 * @throws {CallweaveError} `switch.invalid-argument`
 */
export function stepsOf(order: SwitchOrder, context: OrderContext): OrderStep[] {
  const id = word(order.legId, 'leg id') as LegId;
  const app = (name: string, arg: string, loops?: number, legId = id): OrderStep => ({
    is: 'app',
    legId,
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
      return [{ is: 'api', command: `uuid_bridge ${id} ${word(order.otherLegId, 'leg id')}` }];
    case 'switch.hold': {
      // Music played to one side of a bridge stops the sound between both. uuid_hold would stop reading the held leg
      // as well, and a browser whose ICE checks stay unanswered gives its leg up.
      const [music, loops] = endless(context.holdMusic);
      return [
        setVariables(id, new Map([[HELD_VARIABLE, 'true']])),
        app('playback', music, loops, partnerOf(id, context)),
      ];
    }
    case 'switch.retrieve':
      return [
        setVariables(id, new Map([[HELD_VARIABLE, '']])),
        { is: 'api', command: `uuid_break ${partnerOf(id, context)} all` },
      ];
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
        setVariables(
          id,
          new Map([
            ['RECORD_STEREO', 'true'],
            [RECORDINGS_VARIABLE, recordings.join('|')],
          ]),
        ),
        { is: 'api', command: `uuid_record ${id} start ${path}` },
      ];
    }
    case 'switch.record-message': {
      const recordings = [...new Set([...context.recordingsOf(id), order.path])];
      const keys = order.endKeys === '' ? 'none' : word(order.endKeys, 'end key', /^[\d*#]{1,12}$/);
      const seconds = (ms: number) => String(Math.max(1, Math.ceil(ms / 1_000) || 1));
      const limits = `${seconds(order.limitMs)} ${SILENT_BELOW} ${seconds(order.silenceMs)}`;
      return [
        setVariables(
          id,
          new Map([
            [RECORDINGS_VARIABLE, recordings.join('|')],
            [MESSAGE_VARIABLE, order.path],
            // Set again when it is over: a server that takes the leg over meanwhile sees by it which of the two holds.
            ['record_ms', ''],
            ['playback_terminators', keys],
          ]),
        ),
        app('record', `${quoted(recordingPath(order.path, context))} ${limits}`),
      ];
    }
    case 'switch.stop-recording':
      return [{ is: 'api', command: `uuid_record ${id} stop ${recordingPath(order.path, context)}` }];
    case 'switch.hang-up':
      return [{ is: 'api', command: `uuid_kill ${id} ${word(order.cause, 'cause', /^[A-Z_]+$/)}` }];
    default:
      throw new CallweaveError('switch.refused', `Not carried out yet: ${order.do}`);
  }
}

function partnerOf(legId: LegId, { joinedTo }: OrderContext): LegId {
  const partner = joinedTo(legId);
  if (partner !== null) return partner;
  throw new CallweaveError('switch.refused', 'Only a leg that is joined to another can be held', {
    details: { legId },
  });
}

/** What tells the channel's next owner of its recordings, after one of them has stopped. */
export function recordingsStep(legId: LegId, recordings: readonly string[]): OrderStep {
  return setVariables(legId, new Map([[RECORDINGS_VARIABLE, recordings.join('|')]]));
}

/** A message is over: keys do not break off what plays from now on. */
export function messageOverStep(legId: LegId): OrderStep {
  return setVariables(
    legId,
    new Map([
      [MESSAGE_VARIABLE, ''],
      ['playback_terminators', CALLERS_OWN.playback_terminators],
    ]),
  );
}

function setVariables(legId: LegId, variables: ReadonlyMap<string, string>): OrderStep {
  const list = [...variables].map(([name, value]) => `${name}=${value}`).join(';');
  return { is: 'api', command: `uuid_setvar_multi ${legId} ${list}` };
}

/** The new mark's variables; those of the old one that it lacks are emptied, which removes them. */
function markedAnew(mark: LegMark, before: ReadonlySet<string>): Map<string, string> {
  const variables = markVariables(mark);
  for (const name of before) if (!variables.has(name)) variables.set(name, '');
  if (mark.party !== 'agent')
    for (const [name, value] of Object.entries(CALLERS_OWN)) variables.set(name, value);
  return variables;
}

function originate(order: SwitchOrder & { do: 'switch.create-leg' }, context: OrderContext): OrderStep {
  const { mark, offerId } = order;
  const variables = new Map<string, string>([
    ['origination_uuid', order.legId],
    ['origination_caller_id_number', dialValue(order.callerNumber) || 'anonymous'],
    ['origination_caller_id_name', dialValue(order.callerName) || 'anonymous'],
    ['ignore_early_media', 'true'],
    ['originate_timeout', String(Math.max(1, Math.ceil(order.ringMs / 1_000)))],
    // Without it a leg that ends while it holds takes its partner along, whatever that one's park_after_bridge says.
    ['hold_hangup_xfer_exten', 'park:inline'],
  ]);
  if (mark.party !== 'agent')
    for (const [name, value] of Object.entries(CALLERS_OWN)) variables.set(name, value);
  for (const [name, value] of markVariables(mark)) if (value !== '') variables.set(name, value);
  if (order.target.kind === 'extension') {
    // A closed page leaves its leg up otherwise.
    variables.set('media_timeout', String(context.mediaTimeoutMs));
    variables.set('media_hold_timeout', String(HELD_MEDIA_TIMEOUT_MS));
    variables.set('sip_h_X-Callweave-Call-Id', word(mark.callId, 'call id'));
    if (offerId !== null) variables.set('sip_h_X-Callweave-Offer-Id', word(offerId, 'offer id'));
    if (order.autoAnswer === true) variables.set('sip_h_Call-Info', `<sip:${context.domain}>;answer-after=0`);
  }
  return {
    is: 'originate',
    command: `originate ${dialVariables(variables)}${targetOf(order.target, context.domain)} &park()`,
    jobId: context.newId(),
  };
}

function targetOf(target: LegTarget, domain: string): string {
  switch (target.kind) {
    case 'extension':
      return `user/${word(target.extension, 'extension', /^[\w.+-]+$/)}@${word(domain, 'domain', /^[\w.:[\]-]+$/)}`;
    case 'gateway':
      return `sofia/gateway/${word(target.gateway, 'gateway name', /^[\w.-]+$/)}/${word(target.number, 'number', /^[\w.+*#-]+$/)}`;
  }
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

function soundPath(sound: Sound, { soundsPath }: OrderContext): string {
  switch (sound.kind) {
    case 'prompt':
      return promptPath(sound.name, soundsPath);
    case 'prompts':
      return `file_string://${sound.names.map((name) => promptPath(name, soundsPath)).join('!')}`;
    case 'tone':
      return unexpanded(`tone_stream://${sound.spec}`);
    case 'silence':
      return `silence_stream://${Math.max(1, Math.trunc(sound.ms) || 1)}`;
  }
}

function promptPath(named: string, soundsPath: string): string {
  const name = word(named, 'prompt name', /^(?!.*\.\.)[\p{L}\p{N}_-][\p{L}\p{N}_./-]*$/u);
  return unexpanded(`${soundsPath}/${/\.\w{2,4}$/.test(name) ? name : `${name}.wav`}`);
}

/** Applications expand `${…}` in their arguments, functions of the switch included. */
function unexpanded(text: string): string {
  if (!text.includes('${') && !text.includes("'")) return text;
  throw new CallweaveError('switch.invalid-argument', 'A sound cannot contain ${ or an apostrophe');
}

function quoted(text: string): string {
  return text.includes(' ') ? `'${text}'` : text;
}

/** Streams never end by themselves, tones repeat when told so, files are played over and over. */
function endless(music: string): [arg: string, loops?: number] {
  const spec = endlessSpec(music);
  return spec.includes('://') ? [spec] : [spec, -1];
}

function endlessSpec(music: string): string {
  return music.startsWith('tone_stream://') && !music.includes(';loops=') ? `${music};loops=-1` : music;
}

function recordingPath(path: string, { recordingsPath }: OrderContext): string {
  const below = word(path, 'recording path', /^(?!.*\.\.)[\w-][\w./-]*$/);
  return `${recordingsPath.replace(/\/+$/, '')}/${below}`;
}
