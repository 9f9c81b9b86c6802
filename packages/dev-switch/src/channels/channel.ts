import type { EndpointInfo } from '../endpoint.js';
import { type CallerProfile, writeProfile } from './caller-profile.js';
import { type CallState, type ChannelState, STATE_NUMBER } from './channel-state.js';
import type { HeaderValue } from './switch-event.js';
import { Variables } from './variables.js';

/** What `show channels` remembers of a channel beside its present state. */
export interface ChannelDisplay {
  readonly initialName: string;
  readonly initialNumber: string;
  readonly initialAddress: string;
  readonly initialDestination: string;
  readonly initialDialplan: string;
  readonly initialContext: string;
  application: string;
  applicationData: string;
  calleeName: string;
  calleeNumber: string;
  calleeDirection: '' | 'SEND' | 'RECV';
  sentName: string;
  sentNumber: string;
  /** Empty until the channel was bridged, and for outbound legs their own id. */
  callUuid: string;
}

/** A channel's data and the headers that tell it; its behaviour is the session's. */
export class Channel {
  readonly variables = new Variables();
  /** The state whose work is being done, and the state that was asked for: FreeSWITCH reports both. */
  runningState: ChannelState = 'CS_NONE';
  state: ChannelState = 'CS_INIT';
  callState: CallState = 'DOWN';
  answered = false;
  earlyMedia = false;
  hangupCause: string | null = null;
  /** An application reads plain samples, as conferences and eavesdropping do. */
  readsLinear = false;
  /** Codec headers appear with the media. */
  mediaReady = false;
  hitDialplan: boolean;
  other: { readonly type: 'originator' | 'originatee'; readonly profile: CallerProfile } | null = null;
  readonly display: ChannelDisplay;

  constructor(
    readonly uuid: string,
    readonly name: string,
    readonly direction: 'inbound' | 'outbound',
    readonly sequence: number,
    readonly codec: EndpointInfo['codec'],
    public profile: CallerProfile,
  ) {
    this.hitDialplan = direction === 'inbound';
    const outbound = direction === 'outbound';
    this.display = {
      initialName: profile.callerIdName,
      initialNumber: profile.callerIdNumber,
      initialAddress: profile.networkAddr,
      initialDestination: profile.destinationNumber,
      initialDialplan: profile.dialplan,
      initialContext: profile.context,
      application: '',
      applicationData: '',
      calleeName: profile.calleeIdName,
      calleeNumber: profile.calleeIdNumber,
      calleeDirection: '',
      sentName: '',
      sentNumber: '',
      callUuid: outbound ? uuid : '',
    };
  }

  get answerState(): 'ringing' | 'early' | 'answered' | 'hangup' {
    if (this.hangupCause !== null) return 'hangup';
    if (this.answered) return 'answered';
    return this.earlyMedia ? 'early' : 'ringing';
  }

  readLinear(linear: boolean): void {
    this.readsLinear = linear;
    this.variables.set('read_codec', linear ? 'L16' : this.codec);
  }

  get down(): boolean {
    return this.hangupCause !== null;
  }

  /** Headers of the events that carry no variables: CHANNEL_CALLSTATE, DTMF, PRIVATE_COMMAND. */
  writeBasic(headers: Map<string, HeaderValue>): void {
    headers.set('Channel-State', this.runningState);
    headers.set('Channel-Call-State', this.callState);
    headers.set('Channel-State-Number', String(STATE_NUMBER[this.state]));
    headers.set('Channel-Name', this.name);
    headers.set('Unique-ID', this.uuid);
    headers.set('Call-Direction', this.direction);
    headers.set('Presence-Call-Direction', this.direction);
    headers.set('Channel-HIT-Dialplan', String(this.hitDialplan));
    headers.set('Channel-Call-UUID', this.variables.get('call_uuid') ?? this.uuid);
    headers.set('Answer-State', this.answerState);
    if (this.hangupCause !== null) headers.set('Hangup-Cause', this.hangupCause);
    if (this.mediaReady) {
      for (const way of ['Read', 'Write']) {
        const linear = way === 'Read' && this.readsLinear;
        headers.set(`Channel-${way}-Codec-Name`, linear ? 'L16' : this.codec);
        headers.set(`Channel-${way}-Codec-Rate`, '8000');
        headers.set(`Channel-${way}-Codec-Bit-Rate`, linear ? '128000' : '64000');
      }
    }
    writeProfile(this.profile, 'Caller', headers);
    if (this.other !== null) {
      headers.set('Other-Type', this.other.type);
      writeProfile(this.other.profile, 'Other-Leg', headers);
    }
  }

  /** The same with every variable. */
  writeAll(headers: Map<string, HeaderValue>): void {
    this.writeBasic(headers);
    for (const [name, value] of this.variables.entries()) headers.set(`variable_${name}`, value);
  }
}
