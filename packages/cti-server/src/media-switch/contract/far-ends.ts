import type { PictureCodec, PictureEnd } from './picture-end.js';
import { RtpEnd } from './rtp-end.js';
import { freePort, type Scenario, SippEnd } from './sipp-end.js';
import type { SwitchUnderTest } from './switch-under-test.js';

/** Tones by which the far ends are told apart. */
export const CUSTOMER_HERTZ = 1_000;
export const AGENT_HERTZ = 1_700;
/** Another agent, or somebody else who is brought into a call. */
export const TARGET_HERTZ = 2_300;
export const SUPERVISOR_HERTZ = 2_900;

export interface PhoneOptions {
  readonly port?: number;
  readonly pauseMs?: number;
  /** Its tone. */
  readonly hertz?: number;
  readonly pictures?: PictureEnd | undefined;
}

export interface FarEnd {
  readonly sip: SippEnd;
  readonly sound: RtpEnd;
}

/** Customers, phones and trunk ends of one test; all are gone after {@link close}. */
export class FarEnds {
  readonly #under: SwitchUnderTest;
  readonly #open: { close(): unknown }[] = [];

  constructor(under: SwitchUnderTest) {
    this.#under = under;
  }

  async customer(
    called: string,
    scenario: Extract<Scenario, `customer${string}`> = 'customer',
    from: {
      readonly number?: string;
      readonly name?: string;
      readonly pictures?: { readonly end: PictureEnd; readonly codec: PictureCodec };
    } = {},
  ): Promise<FarEnd> {
    const sound = await RtpEnd.open(CUSTOMER_HERTZ);
    const sip = await SippEnd.play(scenario, {
      to: this.#under.trunks,
      service: called,
      keys: {
        rtp: String(sound.port),
        caller: from.number ?? '13800138000',
        name: from.name ?? 'Customer',
        ...(from.pictures ? { pictures: String(from.pictures.end.port), codec: from.pictures.codec } : {}),
      },
    });
    return this.#keep(new Peer(sip, sound, hostOf(this.#under.trunks), from.pictures?.end));
  }

  /** A phone that waits for a call, at `port` or wherever there is room. */
  async phone(
    scenario: Extract<Scenario, `phone${string}`>,
    { port, pauseMs = 200, hertz = AGENT_HERTZ, pictures }: PhoneOptions = {},
  ): Promise<FarEnd> {
    const sound = await RtpEnd.open(hertz);
    const sip = await SippEnd.play(scenario, {
      ...(port === undefined ? {} : { port }),
      pauseMs,
      keys: {
        rtp: String(sound.port),
        ...(pictures ? { pictures: String(pictures.port) } : {}),
      },
    });
    return this.#keep(new Peer(sip, sound, hostOf(this.#under.phones), pictures));
  }

  /** Registers an extension at a phone's port, from port `from`; `expires` 0 takes the registration back. */
  async register(extension: string, phonePort: number, { expires = 300, from = 0 } = {}): Promise<void> {
    const sip = await SippEnd.play('register', {
      to: this.#under.phones,
      port: from || (await freePort()),
      service: extension,
      login: { user: extension, password: this.#under.phonePassword },
      keys: {
        domain: this.#under.domain,
        phone: String(phonePort),
        expires: String(expires),
      },
    });
    const code = await sip.ended;
    const { errors } = sip;
    await sip.close();
    if (code !== 0) throw new Error(`${extension} could not register: ${errors}`);
  }

  /** An agent's phone, registered and waiting. */
  async agent(
    extension: string,
    scenario: Extract<Scenario, `phone${string}`>,
    pauseMs?: number,
    hertz?: number,
    pictures?: PictureEnd,
  ): Promise<FarEnd> {
    const phone = await this.phone(scenario, {
      pictures,
      ...(pauseMs === undefined ? {} : { pauseMs }),
      ...(hertz === undefined ? {} : { hertz }),
    });
    await this.register(extension, phone.sip.port);
    return phone;
  }

  async close(): Promise<void> {
    for (const end of this.#open.splice(0)) await end.close();
  }

  #keep<End extends { close(): unknown }>(end: End): End {
    this.#open.push(end);
    return end;
  }
}

/** sipp's signalling and our sound, together: the sound starts when both sides have said where. */
class Peer implements FarEnd {
  readonly sip: SippEnd;
  readonly sound: RtpEnd;
  readonly #looking: NodeJS.Timeout;
  readonly #pictures: PictureEnd | undefined;

  constructor(sip: SippEnd, sound: RtpEnd, address: string, pictures?: PictureEnd) {
    this.sip = sip;
    this.sound = sound;
    this.#pictures = pictures;
    this.#looking = setInterval(() => {
      const port = sip.soundPort;
      if (port === null) return;
      clearInterval(this.#looking);
      sound.sendTo(address, port);
      const { pictures: shown } = sip;
      if (shown && shown.port > 0) pictures?.sendTo(address, shown.port, shown.payloadType);
    }, 20);
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    this.sound.close();
    this.#pictures?.close();
    await this.sip.close();
  }
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}
