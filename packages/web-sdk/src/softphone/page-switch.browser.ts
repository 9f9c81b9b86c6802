import {
  type Core,
  EmitterImpl,
  Inviter,
  type InviterOptions,
  type Session,
  SessionState,
  type Transport,
  TransportState,
  type URI,
  UserAgent,
} from 'sip.js';
import { SessionDescriptionHandler } from 'sip.js/lib/platform/web/session-description-handler/session-description-handler.js';
import type { TransportConstructor } from './sip-line.js';

/** Two SIP transports in one page that hear each other; it can break, as a network does. */
export class PageWire {
  up = true;
  readonly #ends: { phone: WireEnd | null; exchange: WireEnd | null } = { phone: null, exchange: null };

  constructorFor(side: 'phone' | 'exchange'): TransportConstructor {
    const wire = this;
    return class extends WireEnd {
      constructor(_logger: Core.Logger, _options: unknown) {
        super(wire, side);
        wire.#ends[side] = this;
      }
    };
  }

  carry(from: 'phone' | 'exchange', text: string): void {
    const to = this.#ends[from === 'phone' ? 'exchange' : 'phone'];
    setTimeout(() => this.up && to?.isConnected() && to.onMessage?.(text));
  }

  /** Breaks the phone's connection; it may come back when `up` is true again. */
  cut(): void {
    this.up = false;
    this.#ends.phone?.break();
  }
}

class WireEnd implements Transport {
  readonly protocol = 'WS';
  readonly stateChange = new EmitterImpl<TransportState>();
  readonly #wire: PageWire;
  readonly #side: 'phone' | 'exchange';
  state = TransportState.Disconnected;
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;

  constructor(wire: PageWire, side: 'phone' | 'exchange') {
    this.#wire = wire;
    this.#side = side;
  }

  async connect(): Promise<void> {
    if (!this.#wire.up) throw new Error('The wire is cut');
    this.#become(TransportState.Connected);
    this.onConnect?.();
  }

  async disconnect(): Promise<void> {
    if (this.isConnected()) this.#leave();
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  isConnected(): boolean {
    return this.state === TransportState.Connected;
  }

  async send(message: string): Promise<void> {
    if (!this.isConnected()) throw new Error('Not connected');
    this.#wire.carry(this.#side, message);
  }

  break(): void {
    if (this.isConnected()) this.#leave(new Error('The wire was cut'));
  }

  #leave(error?: Error): void {
    this.#become(TransportState.Disconnected);
    this.onDisconnect?.(error);
  }

  #become(state: TransportState): void {
    this.state = state;
    this.stateChange.emit(state);
  }
}

/** The switch's end of one leg. */
export interface PageLeg {
  readonly session: Session;
  readonly states: readonly SessionState[];
  /** Digits that came by INFO. */
  readonly infos: readonly string[];
  /** Re-INVITEs that came from the phone. */
  readonly reinvites: readonly string[];
  readonly pc: () => RTCPeerConnection;
  reached(state: SessionState): Promise<void>;
}

/** A switch within the page, made of sip.js: registers the phone, rings it, sends a tone and hears what comes back. */
export class PageSwitch {
  readonly wire = new PageWire();
  readonly registrations: string[] = [];
  /** Status to refuse the next registrations with; null accepts. */
  refuse: number | null = null;
  /** Offers pictures, too. */
  pictures = false;
  readonly #agent: UserAgent;
  readonly #tone = new ToneSource();
  #contact: URI | null = null;
  #waiting: (() => void)[] = [];

  constructor() {
    this.#agent = new UserAgent({
      uri: address('sip:callweave.local'),
      transportConstructor: this.wire.constructorFor('exchange'),
      logBuiltinEnabled: false,
      gracefulShutdown: false,
      sessionDescriptionHandlerFactory: (session) =>
        new SessionDescriptionHandler(
          session.userAgent.getLogger('switch'),
          () => Promise.resolve(this.pictures ? withPictures(this.#tone.stream()) : this.#tone.stream()),
          { iceGatheringTimeout: 200, peerConnectionConfiguration: { iceServers: [] } },
        ),
      delegate: {
        onRegisterRequest: (request) => {
          if (this.refuse !== null) {
            request.reject({ statusCode: this.refuse });
            return;
          }
          const contact = request.message.getHeader('contact') ?? '';
          this.#contact = request.message.parseHeader('contact').uri;
          this.registrations.push(contact);
          request.accept({
            statusCode: 200,
            extraHeaders: [`Contact: ${contact.replace(/;expires=\d+/, '')};expires=120`],
          });
          for (const go of this.#waiting.splice(0)) go();
        },
      },
    });
  }

  async start(): Promise<void> {
    await this.#agent.start();
  }

  async stop(): Promise<void> {
    await this.#agent.stop();
    this.#tone.stop();
  }

  /** Resolves when the phone has registered so many times. */
  async registered(times = 1): Promise<void> {
    while (this.registrations.length < times) await new Promise<void>((go) => this.#waiting.push(go));
  }

  /** Sends an INVITE with these headers. */
  async ring(headers: Record<string, string>, options: InviterOptions = {}): Promise<PageLeg> {
    if (this.#contact === null) throw new Error('No phone is registered');
    const states: SessionState[] = [];
    const infos: string[] = [];
    const reinvites: string[] = [];
    const inviter = new Inviter(this.#agent, this.#contact, {
      ...options,
      extraHeaders: Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    });
    inviter.delegate = {
      onInfo: (info) => {
        infos.push(info.request.body);
        void info.accept();
      },
      onInvite: (request) => reinvites.push(request.body),
    };
    inviter.stateChange.addListener((state) => {
      states.push(state);
      if (state === SessionState.Established) listenTo(inviter);
    });
    await inviter.invite();
    return {
      session: inviter,
      states,
      infos,
      reinvites,
      pc: () => {
        const pc = (inviter.sessionDescriptionHandler as SessionDescriptionHandler | undefined)
          ?.peerConnection;
        if (pc === undefined) throw new Error('The leg has no media');
        return pc;
      },
      reached: (state) =>
        new Promise((resolve) => {
          if (inviter.state === state) resolve();
          else inviter.stateChange.addListener((next) => next === state && resolve());
        }),
    };
  }
}

/** Cancels a ringing leg, as a switch does whose caller gave up. */
export async function cancel(leg: PageLeg): Promise<void> {
  if (leg.session.state !== SessionState.Established) await (leg.session as Inviter).cancel();
}

/** Browsers decode only what something plays, and not what is muted. */
function listenTo(session: Session): void {
  const ear = new Audio();
  ear.srcObject = (session.sessionDescriptionHandler as SessionDescriptionHandler).remoteMediaStream;
  void ear.play();
}

/** A square that changes its colour ten times a second. */
function withPictures(stream: MediaStream): MediaStream {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  let turn = 0;
  const [track] = canvas.captureStream(10).getVideoTracks();
  const timer = setInterval(() => {
    turn += 1;
    if (context) context.fillStyle = turn % 2 === 0 ? 'teal' : 'orange';
    context?.fillRect(0, 0, canvas.width, canvas.height);
    if (track?.readyState === 'ended') clearInterval(timer);
  }, 100);
  if (track !== undefined) stream.addTrack(track);
  return stream;
}

class ToneSource {
  readonly #context = new AudioContext();

  stream(): MediaStream {
    const destination = this.#context.createMediaStreamDestination();
    const tone = new OscillatorNode(this.#context, { frequency: 440 });
    tone.connect(new GainNode(this.#context, { gain: 0.2 })).connect(destination);
    tone.start();
    return destination.stream;
  }

  stop(): void {
    void this.#context.close();
  }
}

function address(text: string): URI {
  const uri = UserAgent.makeURI(text);
  if (uri === undefined) throw new Error(`${text} is no address`);
  return uri;
}
