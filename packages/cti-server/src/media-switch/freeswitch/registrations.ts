import type { EslEvent } from './esl-event.js';

export interface RegistrationRow {
  readonly reg_user?: string;
  readonly url?: string;
  readonly network_ip?: string;
  readonly network_port?: string;
}

export interface RegistrationChange {
  /** `refreshed`: the same phone or page says that it is still there. */
  readonly is: 'registered' | 'refreshed' | 'unregistered';
  readonly extension: string;
}

/**
 * Who is registered, from where. FreeSWITCH tells every refresh like a new registration; a phone or page is new only
 * when its contact or its network address is another one.
 */
export class Registrations {
  readonly #contacts = new Map<string, string>();

  get extensions(): string[] {
    return [...this.#contacts.keys()];
  }

  /** Begins anew with what `show registrations` lists. */
  reset(rows: readonly RegistrationRow[]): void {
    this.#contacts.clear();
    for (const row of rows) {
      if (!row.reg_user) continue;
      this.#contacts.set(row.reg_user, keyOf(row.url ?? '', row.network_ip ?? '', row.network_port ?? ''));
    }
  }

  take(event: EslEvent): RegistrationChange | null {
    const text = (name: string) => event.getHeader(name) ?? '';
    const key = keyOf(text('contact'), text('network-ip'), text('network-port'));
    const registering = event.subclass === 'sofia::register';
    // The three events name the extension each in its own way.
    const extension = text('from-user') || text('user') || text('username');
    if (extension === '') return null;
    const known = this.#contacts.get(extension);
    if (registering) {
      this.#contacts.set(extension, key);
      return { is: known === key ? 'refreshed' : 'registered', extension };
    }
    // What ends may be the page before a reload, while the new one is registered already.
    if (known === undefined || !isSame(known, key)) return null;
    this.#contacts.delete(extension);
    return { is: 'unregistered', extension };
  }
}

function keyOf(contact: string, ip: string, port: string): string {
  const address = /sips?:([^;>?]+)/i.exec(contact)?.[1] ?? contact;
  return `${address} ${ip}:${port}`;
}

/** Some events leave the network address out; the contact alone tells then. */
function isSame(known: string, key: string): boolean {
  if (known === key) return true;
  const [knownContact, knownNetwork] = known.split(' ');
  const [contact, network] = key.split(' ');
  if (network !== ':' && knownNetwork !== ':') return false;
  return contact === '' || contact === knownContact;
}
