import type { SwitchFact } from '../media-switch.port.js';

type FactName = SwitchFact['fact'];
type FactOf<Name extends FactName> = Extract<SwitchFact, { fact: Name }>;

interface Waiting {
  readonly matches: (fact: SwitchFact) => boolean;
  readonly resolve: (fact: SwitchFact) => void;
}

/** The facts of a switch in their order, and a way to wait for one. */
export class FactLog {
  readonly facts: SwitchFact[] = [];
  #waiting: Waiting[] = [];

  take = (fact: SwitchFact): void => {
    this.facts.push(fact);
    this.#waiting = this.#waiting.filter(({ matches, resolve }) => {
      if (!matches(fact)) return true;
      resolve(fact);
      return false;
    });
  };

  /** How many facts there are; what comes from here on is `since` this. */
  get mark(): number {
    return this.facts.length;
  }

  /** The first such fact from position `since` on, past or to come; rejects after `deadlineMs` with what came instead. */
  until<Name extends FactName>(
    name: Name,
    where: Partial<FactOf<Name>> = {},
    { since = 0, deadlineMs = 10_000 } = {},
  ): Promise<FactOf<Name>> {
    const matches = (fact: SwitchFact): boolean =>
      fact.fact === name &&
      Object.entries(where).every(([key, value]) => fact[key as keyof SwitchFact] === value);
    const past = this.facts.slice(since).find(matches);
    if (past) return Promise.resolve(past as FactOf<Name>);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const came = this.facts.slice(since).map((fact) => JSON.stringify(fact));
        reject(
          new Error(`no ${name} ${JSON.stringify(where)} in ${deadlineMs} ms; came:\n${came.join('\n')}`),
        );
      }, deadlineMs);
      this.#waiting.push({
        matches,
        resolve: (fact) => {
          clearTimeout(timer);
          resolve(fact as FactOf<Name>);
        },
      });
    });
  }

  /** The names of the facts of one leg, from position `since` on. */
  namesOf(legId: string, since = 0): string[] {
    return this.facts
      .slice(since)
      .filter(
        (fact) =>
          ('legId' in fact && fact.legId === legId) || ('otherLegId' in fact && fact.otherLegId === legId),
      )
      .map(({ fact }) => fact);
  }
}
