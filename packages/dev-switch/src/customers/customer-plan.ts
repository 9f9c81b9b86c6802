/** What one synthetic customer is going to do. */
export interface CustomerPlan {
  readonly caller: string;
  /** Pressed once the menu has had time to speak; empty for none. */
  readonly keys: string;
  /** From the answer to the first key. */
  readonly keysAfterMs: number;
  /** From the answer until he gives up, when nobody talks to him. */
  readonly patienceMs: number;
  /** From the first word of an agent until he has said all. */
  readonly talkMs: number;
  /** The pitch of his voice. */
  readonly toneHertz: number;
}

export interface CustomerHabits {
  readonly keys: string;
  /** Mean, seconds. */
  readonly patienceS: number;
  /** Mean, seconds. */
  readonly talkS: number;
  /** Numbers that call more often than others: those of known customers. */
  readonly regulars: readonly string[];
}

/** Every other call is from somebody who has called before. */
const REGULARS_SHARE = 0.5;

/** Time to the next arrival of a Poisson process: exponential with mean 1/λ. */
export function nextArrivalMs(random: () => number, callsPerHour: number): number {
  return exponential(random, 3_600_000 / callsPerHour);
}

export function planCustomer(random: () => number, habits: CustomerHabits): CustomerPlan {
  const { regulars } = habits;
  const regular = random() < REGULARS_SHARE ? regulars[Math.floor(random() * regulars.length)] : undefined;
  return {
    caller: regular ?? mobileNumber(random),
    keys: habits.keys,
    keysAfterMs: Math.round(2_000 + random() * 4_000),
    patienceMs: Math.round(5_000 + exponential(random, habits.patienceS * 1000)),
    // Half of the mean at least: nobody orders a pan in three seconds.
    talkMs: Math.round((habits.talkS * 1000) / 2 + exponential(random, (habits.talkS * 1000) / 2)),
    toneHertz: Math.round(300 + random() * 500),
  };
}

function exponential(random: () => number, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

/** A number of the kind Chinese mobile telephones have. */
function mobileNumber(random: () => number): string {
  const digits = Array.from({ length: 9 }, () => Math.floor(random() * 10)).join('');
  return `1${3 + Math.floor(random() * 7)}${digits}`;
}
