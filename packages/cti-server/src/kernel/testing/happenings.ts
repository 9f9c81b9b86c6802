import * as fc from 'fast-check';

/** One thing that may happen; `n` and `m` pick whom it happens to and how, among what is possible then. */
export interface Happening {
  readonly what: What;
  readonly n: number;
  readonly m: number;
}

const COMMON = [
  'customer calls',
  'customer calls',
  'customer calls',
  'customer presses',
  'CRM answers',
  'customer hangs up',
  'phone answers',
  'phone answers',
  'phone answers',
  'phone refuses',
  'agent hangs up',
  'agent command',
  'agent command',
  'agent becomes ready',
  'agent becomes ready',
  'call command',
  'agent calls',
  'time passes',
  'time passes',
  'time passes',
] as const;
const FAULTS = [
  'browser vanishes',
  'browser is back',
  'page is reloaded',
  'legs fail from now on',
  'legs fail no more',
  'order is refused',
  'order is forgotten',
  'orders are carried out again',
  'supervisor commands',
  'switch is away',
  'switch is back',
  'switch restarts',
  'server restarts',
  'server restarts while somebody hangs up',
  'server restarts while somebody holds',
  'phone holds',
  'new day',
] as const;
/** Calls to numbers outside, and gateways that do not carry them (AGT-3). */
const OUTSIDE = [
  ...(Array(4).fill('agent calls outside') as 'agent calls outside'[]),
  'gateway fails from now on',
  'gateway fails from now on',
  'gateways fail no more',
  'gateway goes down or comes up',
  'phone answers',
  'phone answers',
  'silent leg fails',
] as const;
/** What agents do with several calls on one line (AGT-3, AGT-4). */
const LINES = [
  ...(Array(12).fill('agent uses his line') as 'agent uses his line'[]),
  ...(Array(6).fill('phone answers') as 'phone answers'[]),
  'agent picks up',
  'agent picks up',
  'customer calls',
  'agent becomes ready',
] as const;
const CHANGES = ['settings change', 'settings change', 'settings are as they were'] as const;
const SUPERVISION = [
  'supervision begins',
  'supervision begins',
  'supervision begins',
  'supervision goes on',
  'supervision goes on',
] as const;
const CONTACTS = [
  'contact comes',
  'contact comes',
  'contact comes',
  'contact is accepted',
  'contact is accepted',
  'contact is accepted',
  'contact is rejected',
  'contact is completed',
  'contact is completed',
  'contact is cancelled',
] as const;
export type Fault = (typeof FAULTS)[number];
export type OfOutside = (typeof OUTSIDE)[number];
export type OfContacts = (typeof CONTACTS)[number];
export type What =
  | OfContacts
  | OfOutside
  | (typeof LINES)[number]
  | (typeof SUPERVISION)[number]
  | (typeof COMMON)[number]
  | Fault
  | (typeof CHANGES)[number];

const historyOf = (...what: What[]) =>
  fc.array(fc.record({ what: fc.constantFrom(...what), n: fc.nat(1_000), m: fc.nat(1_000) }), {
    minLength: 20,
    maxLength: 150,
    size: 'max',
  });
export const randomHistory = historyOf(...COMMON, ...FAULTS, ...COMMON);
/** As {@link randomHistory}, with colleagues who listen in and take over. */
export const supervisedHistory = historyOf(
  ...COMMON,
  ...SUPERVISION,
  ...LINES,
  ...FAULTS,
  ...SUPERVISION,
  ...COMMON,
);
/** As {@link randomHistory}, with an administrator who cannot leave things alone. */
export const changingHistory = historyOf(...COMMON, ...FAULTS, ...CHANGES, ...COMMON, ...CHANGES);

/** As {@link randomHistory}, with contacts of other channels. */
export const historyOfContacts = historyOf(...COMMON, ...CONTACTS, ...FAULTS, ...CONTACTS, ...COMMON);
/** As {@link changingHistory}, with contacts of other channels. */
export const changingHistoryOfContacts = historyOf(
  ...COMMON,
  ...CONTACTS,
  ...FAULTS,
  ...CHANGES,
  ...CONTACTS,
  ...CHANGES,
);

/** As {@link randomHistory}, with agents who consult, swap, hand on and park. */
export const historyOfLines = historyOf(...COMMON, ...LINES, ...FAULTS, ...LINES, ...LINES);
/** As {@link historyOfLines}, without faults: each way is gone far. */
export const calmHistoryOfLines = historyOf(...COMMON, ...LINES, ...LINES, ...LINES);
/** As {@link historyOfLines}, with an administrator who cannot leave things alone. */
export const changingHistoryOfLines = historyOf(...COMMON, ...LINES, ...FAULTS, ...CHANGES, ...LINES);

/** As {@link historyOfLines}, with gateways that fail one after the other. */
export const historyOfOutsideCalls = historyOf(...COMMON, ...OUTSIDE, ...LINES, ...FAULTS, ...OUTSIDE);
