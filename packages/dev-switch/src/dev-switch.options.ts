import { z } from 'zod';

const host = z.string().min(1).default('127.0.0.1');
const port = (standard: number) => z.number().int().min(0).max(65_535).default(standard);
/** Words that stand in dial strings and SIP addresses. */
const name = z.string().regex(/^[\w.+-]{1,64}$/, 'letters, digits, and . + - _ only');

const eslSchema = z.strictObject({
  host,
  port: port(8021),
  password: z.string().min(1).default('ClueCon'),
  /** Who may connect: addresses or networks as `10.0.0.0/8`; everybody when left out. */
  acl: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).optional(),
});

const sipSchema = z.strictObject({
  /** Listened on, and named in Contact and SDP. */
  host,
  /** Realm and domain of the users; `host` when left out. */
  domain: z.string().min(1).optional(),
  /** Phones, UDP. */
  internalPort: port(5060),
  /** Browsers, WebSocket. */
  wsPort: port(5066),
  /** Trunks, UDP; calls from here need no password. */
  externalPort: port(5080),
  /** Milliseconds without sound after which a browser's leg is hung up; 0 never. */
  webrtcMediaTimeoutMs: z.number().int().min(0).optional(),
  /** The same for RTP phones and trunks. */
  rtpMediaTimeoutMs: z.number().int().min(0).optional(),
  /** Offer 127.0.0.1 as an ICE candidate, for browsers on this machine. */
  loopbackCandidates: z.boolean().optional(),
});

const gatewaySchema = z.strictObject({
  name,
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(5060),
  /** Seconds between OPTIONS; 0 sends none and takes the trunk for up. */
  pingEveryS: z.number().int().min(0).optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  /** How the caller's number is said beside From: Remote-Party-ID (FreeSWITCH's default), P-Asserted-Identity, or not at all. */
  cidType: z.enum(['rpid', 'pid', 'none']).optional(),
});

const customersSchema = z.strictObject({
  /** How many synthetic customers call in an hour. */
  callsPerHour: z.number().min(0).max(3_600),
  /** The number they call. */
  called: z.string().regex(/^\+?[\d*#]{1,32}$/, 'a telephone number'),
  /** What they press when a menu has spoken. */
  keys: z
    .string()
    .regex(/^[\d*#]*$/, 'keys of a telephone')
    .default(''),
  /** The same seed brings the same customers in the same order. */
  seed: z.number().int().min(0).default(1),
  /** How long they wait for an agent, in the mean. */
  patienceS: z.number().min(1).default(120),
  /** How long they talk, in the mean. */
  talkS: z.number().min(2).default(120),
  /** Customers on the line at a time; who comes beyond it gives up at once. */
  maxAtOnce: z.number().int().min(1).max(500).default(20),
  /** Numbers that call more often than others, as those of known customers. */
  regulars: z
    .array(z.string().regex(/^\+?\d{1,20}$/, 'a telephone number'))
    .max(1_000)
    .default([]),
});

const networkSchema = z.strictObject({
  /** UDP; gateways lead here by their own `port`. */
  port: z.number().int().min(1).max(65_535),
  /** How long a telephone rings before somebody picks up, seconds. */
  ringS: z.number().min(0).max(50).default(3),
  /** How long they talk, in the mean, seconds. */
  talkS: z.number().min(2).default(120),
  /** The same seed brings the same voices and patience in the same order. */
  seed: z.number().int().min(0).default(1),
});

/** What a switch can be told; everything has a default that suits a laptop. */
export const devSwitchSchema = z.strictObject({
  esl: eslSchema.prefault({}),
  sip: sipSchema.prefault({}),
  users: z
    .array(z.strictObject({ user: name, password: z.string() }))
    .max(10_000)
    .default([]),
  gateways: z.array(gatewaySchema).max(1_000).default([]),
  /** WAV files that prompts name; the package's own when left out. */
  soundsDir: z.string().min(1).optional(),
  /** Where relative recording paths land; the working directory when left out. */
  recordingsDir: z.string().min(1).optional(),
  customers: customersSchema.optional(),
  /** A telephone network for gateways: every number that is called there rings, and a synthetic customer picks up. */
  network: networkSchema.optional(),
  /** Channels at a time; beyond it calls are refused with SWITCH_CONGESTION. */
  maxSessions: z.number().int().min(1).max(10_000).default(1_000),
});

/** Options as one writes them. */
export type DevSwitchOptions = z.input<typeof devSwitchSchema>;
/** Options with every default filled in. */
export type DevSwitchSettings = z.output<typeof devSwitchSchema>;

/** Options that cannot be used; the message names each field and what it wants. */
export class DevSwitchOptionsError extends Error {
  override readonly name = 'DevSwitchOptionsError';
}

/** @throws {DevSwitchOptionsError} */
export function readOptions(options: unknown): DevSwitchSettings {
  const parsed = devSwitchSchema.safeParse(options);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || 'options'}: ${issue.message}`,
    );
    throw new DevSwitchOptionsError(`The switch's options are wrong:\n${issues.join('\n')}`);
  }
  const settings = parsed.data;
  for (const [what, names] of [
    ['users', settings.users.map((each) => each.user)],
    ['gateways', settings.gateways.map((each) => each.name)],
  ] as const) {
    const twice = names.find((each, index) => names.indexOf(each) !== index);
    if (twice !== undefined) {
      throw new DevSwitchOptionsError(
        `The switch's options are wrong:\n  ${what}: '${twice}' stands there twice`,
      );
    }
  }
  return settings;
}
