/** What the program that gets the error should do about it. */
export type ErrorKind =
  | 'request' // the request is wrong: mend it
  | 'state' // right request, wrong moment
  | 'access' // who asks may not, or is not known
  | 'connection' // the way is broken: retry
  | 'server' // the server failed: retry later, tell its operator
  | 'device'; // microphone, speaker or browser

interface CatalogueEntry {
  readonly kind: ErrorKind;
  /** True when the same request may succeed later without being changed. */
  readonly retryable: boolean;
  /** What to do, for a person. */
  readonly remedy: string;
}

/** Every error code there is. The wire, the SDK, the logs and the documentation use these strings. */
export const errorCatalogue = {
  'request.malformed': {
    kind: 'request',
    retryable: false,
    remedy: 'Send one JSON object per message with type, id and command.',
  },
  'request.invalid': {
    kind: 'request',
    retryable: false,
    remedy: 'Correct the parameters named in details.issues.',
  },
  'request.unknown-command': {
    kind: 'request',
    retryable: false,
    remedy: 'Use a command of the protocol version the server speaks.',
  },
  'request.too-large': { kind: 'request', retryable: false, remedy: 'Keep a message below 256 KiB.' },
  'request.timed-out': {
    kind: 'connection',
    retryable: true,
    remedy: 'Read the state before you repeat the command: it may have been carried out.',
  },
  'request.aborted': {
    kind: 'request',
    retryable: false,
    remedy: 'Nothing: the caller gave the request up.',
  },
  'request.too-many': {
    kind: 'request',
    retryable: true,
    remedy: 'Wait for answers before sending more; slow down.',
  },
  'session.not-open': { kind: 'access', retryable: false, remedy: 'Send session.open with a token first.' },
  'session.already-open': { kind: 'state', retryable: false, remedy: 'Open one session per connection.' },
  'session.expired': {
    kind: 'access',
    retryable: false,
    remedy: 'Get a new token and send session.renew before the old one runs out.',
  },
  'session.replaced': {
    kind: 'access',
    retryable: false,
    remedy: 'The agent opened a session elsewhere; close one of them.',
  },
  'access.bad-credentials': { kind: 'access', retryable: false, remedy: 'Check account and password.' },
  'access.bad-token': {
    kind: 'access',
    retryable: false,
    remedy: 'Log in again: the token is malformed, expired or not ours.',
  },
  'access.denied': { kind: 'access', retryable: false, remedy: 'Ask an administrator for the right.' },
  'access.rate-limited': { kind: 'access', retryable: true, remedy: 'Wait a minute before the next try.' },
  'agent.unknown': { kind: 'request', retryable: false, remedy: 'Use an agent id that exists.' },
  'agent.not-logged-in': { kind: 'state', retryable: false, remedy: 'Log the agent in first.' },
  'agent.already-logged-in': {
    kind: 'state',
    retryable: false,
    remedy: 'Log the agent out first, or take over his session.',
  },
  'agent.not-allowed-now': {
    kind: 'state',
    retryable: false,
    remedy: 'Read agent.can: the state does not allow it.',
  },
  'agent.extension-taken': {
    kind: 'state',
    retryable: false,
    remedy: 'Choose an extension nobody is logged in at.',
  },
  'contact.unknown': { kind: 'request', retryable: false, remedy: 'Use the id of a contact that exists.' },
  'contact.not-allowed-now': {
    kind: 'state',
    retryable: false,
    remedy: 'Read contact.can: the contact does not allow it now.',
  },
  'contact.queue-full': {
    kind: 'state',
    retryable: true,
    remedy: 'Tell the customer to come later: the queue holds as many contacts as it may.',
  },
  'queue.unknown': {
    kind: 'request',
    retryable: false,
    remedy: 'Name a queue of the settings whose channel is that of the contact.',
  },
  'call.unknown': { kind: 'request', retryable: false, remedy: 'Use the id of a call you take part in.' },
  'call.not-active': { kind: 'state', retryable: false, remedy: 'The call has ended.' },
  'call.not-allowed-now': {
    kind: 'state',
    retryable: false,
    remedy: 'Read call.can: the call does not allow it now.',
  },
  'call.failed': {
    kind: 'server',
    retryable: true,
    remedy: 'The switch could not carry it out; details.cause says why.',
  },
  'call.destination-unavailable': {
    kind: 'state',
    retryable: true,
    remedy: 'Choose somebody else, or try again later: he is busy, away, or his phone is not registered.',
  },
  'call.slot-taken': {
    kind: 'state',
    retryable: true,
    remedy: 'Name another slot, or none: then the lowest that is free is taken.',
  },
  'call.too-many': {
    kind: 'state',
    retryable: true,
    remedy: 'End one of the calls, or let one of the parties go, first.',
  },
  'call.data-too-large': { kind: 'request', retryable: false, remedy: 'Keep a call at 64 keys of data.' },
  'recording.unknown': { kind: 'request', retryable: false, remedy: 'Use the id of a stored recording.' },
  'recording.held': {
    kind: 'state',
    retryable: false,
    remedy: 'Lift the legal hold first; details.reason says what it is for.',
  },
  'recording.no-waveform': {
    kind: 'request',
    retryable: false,
    remedy: 'Draw it from its sound: only what the switch recorded is drawn by the server.',
  },
  'recording.too-many-marks': {
    kind: 'state',
    retryable: false,
    remedy: 'Remove marks of the recording first.',
  },
  'recording.exists': {
    kind: 'state',
    retryable: false,
    remedy: 'Nothing: the recording has come in whole already.',
  },
  'recording.damaged': {
    kind: 'request',
    retryable: true,
    remedy: 'Send the recording again, whole: its checksum was another.',
  },
  'recording.range': { kind: 'request', retryable: false, remedy: 'Ask for bytes within the file.' },
  'quality.unknown': {
    kind: 'request',
    retryable: false,
    remedy: 'Use the id of a score sheet, a sampling rule or an inspection that exists.',
  },
  'quality.not-allowed-now': {
    kind: 'state',
    retryable: false,
    remedy: 'Read the inspection again: details.state says how it stands.',
  },
  'quality.incomplete': {
    kind: 'request',
    retryable: false,
    remedy: 'Answer the questions named in details.questions.',
  },
  'supervision.not-allowed-now': {
    kind: 'state',
    retryable: true,
    remedy: 'Wait until the agent talks; stop the supervision that you have; see details.state.',
  },
  'supervision.none': { kind: 'state', retryable: false, remedy: 'Send supervision.start first.' },
  'connection.lost': {
    kind: 'connection',
    retryable: true,
    remedy: 'Wait: the client connects again by itself.',
  },
  'connection.refused': {
    kind: 'connection',
    retryable: true,
    remedy: 'Check the address and that the server runs.',
  },
  'connection.closed': {
    kind: 'connection',
    retryable: false,
    remedy: 'The client was stopped; start it again.',
  },
  'connection.incompatible': {
    kind: 'connection',
    retryable: false,
    remedy: 'Update the client or the server: they speak different protocol versions.',
  },
  'server.busy': {
    kind: 'server',
    retryable: true,
    remedy: 'Too many connections or requests; try again shortly.',
  },
  'server.stopping': {
    kind: 'server',
    retryable: true,
    remedy: 'The server is stopping; connect again in a moment.',
  },
  'server.failed': {
    kind: 'server',
    retryable: true,
    remedy: 'An unexpected failure, logged by the server under details.ref.',
  },
  'switch.unavailable': {
    kind: 'server',
    retryable: true,
    remedy: 'The media switch is not connected; check it and its event socket settings.',
  },
  'switch.refused': {
    kind: 'server',
    retryable: false,
    remedy: 'The switch refused the order; details.reply holds its words.',
  },
  'switch.invalid-argument': {
    kind: 'request',
    retryable: false,
    remedy: 'Remove line breaks and control characters from the value.',
  },
  'storage.locked': {
    kind: 'server',
    retryable: false,
    remedy: 'Another process uses this data directory; stop it or choose another directory.',
  },
  'storage.failed': {
    kind: 'server',
    retryable: true,
    remedy: 'The database refused or is away; see the log.',
  },
  'config.invalid': {
    kind: 'request',
    retryable: false,
    remedy: 'Correct the settings named in details.issues.',
  },
  'config.port-in-use': {
    kind: 'request',
    retryable: false,
    remedy: 'Stop the other program or choose another port.',
  },
  'settings.unknown': { kind: 'request', retryable: false, remedy: 'Use the id of settings that exist.' },
  'settings.in-use': {
    kind: 'state',
    retryable: false,
    remedy: 'Change what names it first: details.issues says where.',
  },
  'settings.changed-meanwhile': {
    kind: 'state',
    retryable: false,
    remedy: 'Read the settings again and send your change with their version.',
  },
  'device.permission-denied': {
    kind: 'device',
    retryable: false,
    remedy: 'Allow the microphone for this page in the browser.',
  },
  'device.not-found': {
    kind: 'device',
    retryable: false,
    remedy: 'Plug in a headset, or choose another device.',
  },
  'device.in-use': {
    kind: 'device',
    retryable: true,
    remedy: 'Close the program that holds the microphone.',
  },
  'device.unsupported': {
    kind: 'device',
    retryable: false,
    remedy: 'Use a browser with WebRTC over https or localhost.',
  },
  'softphone.not-registered': {
    kind: 'connection',
    retryable: true,
    remedy: 'Wait until the softphone is registered again.',
  },
  'softphone.registration-failed': {
    kind: 'connection',
    retryable: true,
    remedy: 'Check the extension and the switch; details.status is its answer.',
  },
  'softphone.media-failed': {
    kind: 'connection',
    retryable: true,
    remedy: 'No audio path to the switch; check network and firewall.',
  },
  'softphone.no-ringing-call': {
    kind: 'state',
    retryable: false,
    remedy: 'There is no ringing call for this command.',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** The one error class that public promises reject with. */
export class CallweaveError extends Error {
  override readonly name = 'CallweaveError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly retryable: boolean;
  readonly remedy: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const entry = errorCatalogue[code];
    this.code = code;
    this.kind = entry.kind;
    this.retryable = entry.retryable;
    this.remedy = entry.remedy;
    this.details = options.details ?? {};
  }

  /** The error as it travels to a client; never holds a stack or a cause. */
  toWire(): {
    code: ErrorCode;
    message: string;
    retryable: boolean;
    remedy: string;
    details?: Record<string, unknown>;
  } {
    const { code, message, retryable, remedy } = this;
    return Object.keys(this.details).length > 0
      ? { code, message, retryable, remedy, details: { ...this.details } }
      : { code, message, retryable, remedy };
  }

  /** The error that came over the wire; a code this version does not know becomes `server.failed`. */
  static fromWire(wire: {
    code: string;
    message: string;
    details?: Record<string, unknown> | undefined;
  }): CallweaveError {
    const known = Object.hasOwn(errorCatalogue, wire.code);
    const code = known ? (wire.code as ErrorCode) : 'server.failed';
    const details = known ? wire.details : { ...wire.details, code: wire.code };
    return new CallweaveError(code, wire.message, details === undefined ? {} : { details });
  }
}
