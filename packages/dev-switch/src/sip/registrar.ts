import { type IncomingRegisterRequest, type NameAddrHeader, URI } from 'sip.js/lib/core/index.js';
import type { Registration } from '../channels/ports.js';
import type { Digest } from './digest.js';
import type { SipLink } from './sip-link.js';
import type { RegistrationEvent, SipLog } from './sip-stack.types.js';
import { networkOf, oneLine, userOf } from './sip-text.js';

/** A phone or page that can be called. */
export interface Binding {
  readonly registration: Registration;
  readonly target: URI;
  readonly link: SipLink;
}

interface Kept extends Binding {
  readonly cseq: number;
  readonly expiresAtMs: number;
}

const DEFAULT_EXPIRES_S = 3_600;
const MAX_EXPIRES_S = 7_200;
/** A page reloaded often leaves old contacts behind; the oldest goes. */
const MAX_BINDINGS = 10;

export interface RegistrarOptions {
  readonly domain: string;
  readonly digest: Digest;
  readonly log: SipLog;
  readonly onEvent: (event: RegistrationEvent) => void;
  readonly onRegistered: (link: SipLink) => void;
}

/** Who is registered, until when, and how it is reached (RFC 3261 section 10). */
export class Registrar {
  readonly #options: RegistrarOptions;
  /** By user, then by contact; the newest last. */
  readonly #users = new Map<string, Map<string, Kept>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  list(): readonly Registration[] {
    return [...this.#users.values()].flatMap((bindings) =>
      [...bindings.values()].map((each) => each.registration),
    );
  }

  /** The newest binding of an account: after a reload, the page that lives. */
  newest(user: string): Binding | null {
    return [...(this.#users.get(user)?.values() ?? [])].at(-1) ?? null;
  }

  handle(request: IncomingRegisterRequest, link: SipLink): void {
    const { message } = request;
    const verdict = this.#options.digest.verify(message, 'www');
    if (verdict.verdict === 'challenge') {
      const extraHeaders = this.#options.digest.challenge('www', verdict.stale);
      request.reject({ statusCode: 401, extraHeaders });
      return;
    }
    const user = userOf(message.to.uri);
    if (verdict.verdict === 'refused' || verdict.user !== user) {
      const { address } = networkOf(message);
      this.#options.log('warn', 'a registration was refused', { user: verdict.user, address });
      request.reject({ statusCode: 403 });
      return;
    }
    if (link.transport === 'ws') link.account = user;
    this.#apply(user, request, link);
  }

  /** A browser's connection is gone. */
  removeLink(link: SipLink): void {
    for (const [user, bindings] of this.#users) {
      for (const [contact, binding] of bindings) {
        if (binding.link === link) this.#remove(user, contact, 'connection');
      }
    }
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const [user, bindings] of this.#users) {
      for (const contact of [...bindings.keys()]) this.#remove(user, contact, 'shutdown');
    }
  }

  #apply(user: string, request: IncomingRegisterRequest, link: SipLink): void {
    const { message } = request;
    const headerExpires = message.getHeader('expires');
    if (message.getHeader('contact')?.trim() === '*') {
      for (const contact of [...(this.#users.get(user)?.keys() ?? [])])
        this.#remove(user, contact, 'request');
    }
    const contacts = (message.headers.Contact ?? []).map((each) => each.parsed as NameAddrHeader | undefined);
    for (const contact of contacts.slice(0, MAX_BINDINGS)) {
      if (!(contact?.uri instanceof URI)) continue;
      const asked = Number.parseInt(contact.getParam('expires') ?? headerExpires ?? '', 10);
      const expiresS = Number.isFinite(asked)
        ? Math.min(Math.max(0, asked), MAX_EXPIRES_S)
        : DEFAULT_EXPIRES_S;
      if (!this.#bind(user, contact.uri, expiresS, request, link)) {
        request.reject({ statusCode: 400, reasonPhrase: 'Older than what is registered' });
        return;
      }
    }
    request.accept({
      statusCode: 200,
      extraHeaders: [...this.#contactHeaders(user), `Date: ${new Date().toUTCString()}`],
    });
    this.#schedule();
  }

  /** False for a request that was overtaken by a later one of the same page. */
  #bind(
    user: string,
    target: URI,
    expiresS: number,
    request: IncomingRegisterRequest,
    link: SipLink,
  ): boolean {
    const { message } = request;
    const contact = target.toRaw();
    const known = this.#users.get(user)?.get(contact);
    const callId = oneLine(message.callId);
    if (known !== undefined && known.registration.callId === callId && message.cseq <= known.cseq)
      return false;
    if (expiresS === 0) {
      this.#remove(user, contact, 'request');
      return true;
    }
    const network = networkOf(message);
    const nowMs = Date.now();
    const registration: Registration = {
      user,
      domain: this.#options.domain,
      callId,
      contact,
      expiresAtEpoch: Math.floor(nowMs / 1000) + expiresS,
      networkIp: network.address,
      networkPort: network.port,
      transport: link.transport,
      userAgent: message.getHeader('user-agent') ?? null,
    };
    const bindings = this.#users.get(user) ?? new Map<string, Kept>();
    this.#users.set(user, bindings);
    bindings.delete(contact);
    bindings.set(contact, {
      registration,
      target,
      link,
      cseq: message.cseq,
      expiresAtMs: nowMs + expiresS * 1000,
    });
    if (bindings.size > MAX_BINDINGS) this.#remove(user, bindings.keys().next().value!, 'request');
    if (link.transport === 'ws') link.contact = contact;
    this.#options.onRegistered(link);
    this.#options.onEvent({ event: 'register', registration, refreshed: known !== undefined });
    return true;
  }

  #contactHeaders(user: string): string[] {
    const nowMs = Date.now();
    return [...(this.#users.get(user)?.values() ?? [])].map(
      ({ registration, expiresAtMs }) =>
        `Contact: <${registration.contact}>;expires=${Math.max(0, Math.round((expiresAtMs - nowMs) / 1000))}`,
    );
  }

  #remove(user: string, contact: string, reason: 'request' | 'connection' | 'shutdown' | 'expired'): void {
    const bindings = this.#users.get(user);
    const kept = bindings?.get(contact);
    if (bindings === undefined || kept === undefined) return;
    bindings.delete(contact);
    if (bindings.size === 0) this.#users.delete(user);
    const { registration } = kept;
    if (reason === 'expired') this.#options.onEvent({ event: 'expire', registration });
    else this.#options.onEvent({ event: 'unregister', registration, reason });
  }

  #schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const all = [...this.#users.values()].flatMap((bindings) => [...bindings.values()]);
    if (all.length === 0) return;
    const next = Math.min(...all.map((each) => each.expiresAtMs));
    this.#timer = setTimeout(() => this.#expire(), Math.max(0, next - Date.now()) + 1);
    this.#timer.unref();
  }

  #expire(): void {
    const nowMs = Date.now();
    for (const [user, bindings] of this.#users) {
      for (const [contact, { expiresAtMs }] of bindings) {
        if (expiresAtMs <= nowMs) this.#remove(user, contact, 'expired');
      }
    }
    this.#schedule();
  }
}
