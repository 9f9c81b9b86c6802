import { z } from 'zod';
import { idSchema as id, queueSchema, skillsSchema, telephoneNumberSchema } from '../acd/acd.schema.js';
import { channelsSchema } from '../agents/channels.js';
import { alarmSchema } from '../alarms/alarm.schema.js';
import { groupingSchema } from '../grouping/index.js';
import { outboundRuleSchema } from '../outbound/index.js';
import { recordingRuleSchema } from '../recording/index.js';
import { recordingStoreSchema } from '../recording-store/open-store.js';
import { retentionRuleSchema } from '../recording-store/retention.js';

const port = z.int().min(0).max(65_535);
const ms = z.int().min(0).max(86_400_000);
const text = z.string().min(1).max(200);

const teamSchema = z.string().min(1).max(64);

/** What is said of an agent, his passwords excepted. */
export const agentSchema = z.strictObject({
  agentId: id,
  name: text,
  extension: z.string().regex(/^[0-9A-Za-z]{1,32}$/, 'letters and digits only'),
  skills: skillsSchema.default({}),
  /** Channel → how much of it he takes at once (ACD-7): `{ "voice": 1, "chat": 3 }`. One call when left out. */
  channels: channelsSchema.optional(),
  /** A colleague's call while he talks: he is busy, or it waits and he is told (AGT-4). */
  callWaiting: z.enum(['busy', 'offer']).optional(),
  /** The number that is shown to whom he calls outside for no queue, or for one that has none. */
  callerId: telephoneNumberSchema.optional(),
  role: z.enum(['agent', 'supervisor', 'admin']).default('agent'),
  /** The team he is in; walls group by it. */
  team: teamSchema.optional(),
  /** Of a supervisor: the teams whose agents he supervises (SUP-4). All agents when left out, nobody when empty. */
  leads: z.array(teamSchema).max(100).optional(),
});
export type AgentConfig = Readonly<z.output<typeof agentSchema>>;

/** What is said of a gateway. */
export const trunkSchema = z.strictObject({
  /** As the switch calls it. */
  name: id,
  /** Calls it carries at once. */
  channels: z.int().min(1).max(100_000),
});

export type TrunkConfig = Readonly<z.output<typeof trunkSchema>>;

/** His extension's password at the switch. */
export const sipPasswordSchema = z.string().min(1);
/** Given to a new account; later changes stay. */
export const initialPasswordSchema = z.string().min(8);

/** Settings of a server; every section may be left out where it has defaults. */
export const configSchema = z.strictObject({
  /** Name of this server in the journal. */
  owner: id.default('main'),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      /** 0 takes a free port. */
      port: port.default(7080),
      /** Origins of the pages that embed the SDK; `*` allows every page. */
      allowedOrigins: z.array(z.string()).default(['http://127.0.0.1:7090', 'http://localhost:7090']),
      maxConnections: z.int().min(1).default(10_000),
    })
    .prefault({}),
  switch: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(8021),
      password: z.string().min(1).default('ClueCon'),
      /** Folder of the prompts (`NAME.wav`) as the switch sees it. */
      soundsPath: z.string().min(1).default('/usr/share/freeswitch/sounds/callweave'),
      /** What a waiting caller hears, in the switch's own syntax. */
      music: z.string().default('local_stream://moh'),
    })
    .prefault({}),
  softphone: z
    .strictObject({
      /** The switch's SIP WebSocket as browsers reach it. */
      server: z
        .string()
        .regex(/^wss?:\/\//, 'a ws:// or wss:// address')
        .default('ws://127.0.0.1:5066'),
      domain: z.string().min(1).default('callweave.local'),
      iceServers: z.array(z.strictObject({ urls: z.string().min(1) })).default([]),
    })
    .prefault({}),
  database: z
    .union([
      z.strictObject({ dataDir: z.string().min(1) }),
      z.strictObject({ url: z.string().regex(/^postgres(ql)?:\/\//, 'a postgres:// address') }),
    ])
    .default({ dataDir: '.callweave/database' }),
  recordings: z
    .strictObject({
      /** Whether calls are recorded of which no rule speaks; otherwise on demand. */
      all: z.boolean().default(true),
      /** The first that holds decides (REC-1). */
      rules: z.array(recordingRuleSchema).max(1_000).default([]),
      /** A pause that nobody ends, ends after this. */
      longestPauseMs: z.int().min(1_000).max(3_600_000).default(300_000),
      /** Nothing is kept while a customer presses keys in a talk, and so long after the last; null: keys change nothing. */
      keysPauseMs: z.int().min(500).max(60_000).nullable().default(null),
      path: z.string().min(1).default('.callweave/recordings'),
      /** The same folder as the switch sees it; default: `path`. */
      switchPath: z.string().min(1).nullable().default(null),
      /** What agents' browsers record and send in (AGT-7). */
      terminal: z
        .strictObject({
          maxBytes: z.int().min(1).default(104_857_600),
          /** An upload that nobody finishes is thrown away after this. */
          keepUnfinishedMs: ms.default(86_400_000),
        })
        .prefault({}),
      ...recordingStoreSchema.shape,
      /** Below it `/health` says that the disk fills, and the log. */
      minFreeBytes: z.int().min(0).default(1_073_741_824),
      /** The first that holds decides how long a recording is kept; those of which none speaks stay (REC-3). */
      retention: z.array(retentionRuleSchema).max(1_000).default([]),
    })
    .prefault({}),
  access: z
    .strictObject({
      /** Signs tokens; made and kept in the data directory when left out. */
      tokenSecret: z.string().min(32).nullable().default(null),
      tokenMs: ms.default(600_000),
      /** Keys by which back ends ask for tokens in the name of agents. */
      serviceKeys: z.array(z.string().min(16)).default([]),
    })
    .prefault({}),
  agents: z
    .array(
      agentSchema.extend({
        sipPassword: sipPasswordSchema,
        initialPassword: initialPasswordSchema.optional(),
        /** argon2id; overrides what is stored. */
        passwordHash: z.string().startsWith('$argon2id$', 'an argon2id hash').optional(),
      }),
    )
    .default([]),
  /** A parked caller comes back after this long. */
  parking: z.strictObject({ timeoutMs: ms.min(1_000).default(120_000) }).prefault({}),
  queues: z.array(queueSchema).default([]),
  /** Gateways whose size is known (SUP-1); those of the switch that are not here are shown without it. */
  trunks: z.array(trunkSchema).default([]),
  /** Thresholds that are watched (SUP-5). */
  alarms: z.array(alarmSchema).max(200).default([]),
  /** Where alarms are sent when they are raised and cleared; `secret` signs what is sent. */
  alarmWebhook: z
    .strictObject({
      url: z.string().refine(isPlainHttp, 'an http:// or https:// address without a user or password in it'),
      secret: z.string().min(16),
    })
    .nullable()
    .default(null),
  /** Called number → flow file; `default` answers every other number. */
  entries: z.array(z.strictObject({ called: z.string().min(1), flow: z.string().min(1) })).default([]),
  ...groupingSchema.shape,
  /** CRMs that routes ask about callers, by name. */
  lookups: z
    .record(
      id,
      z.strictObject({
        url: z
          .string()
          .refine(isPlainHttp, 'an http:// or https:// address without a user or password in it'),
        /** The `authorization` header, whole. */
        authorization: z
          .string()
          .regex(/^[\x20-\x7e]{1,4096}$/, 'one line of ASCII')
          .optional(),
        /** A route may give up earlier. */
        timeoutMs: z.int().min(1).max(60_000).default(5_000),
      }),
    )
    .default({}),
  supervision: z
    .strictObject({
      /** An agent sees who listens to his call, whispers or barges in. */
      tellAgent: z.boolean().default(false),
    })
    .prefault({}),
  /** By which gateways numbers outside are called (AGT-3). */
  outbound: z.array(outboundRuleSchema).max(1_000).default([]),
  /** Takes every number that no rule of `outbound` takes; null: agents cannot call those. */
  outboundGateway: id.nullable().default(null),
  /** The number that is shown where neither queue, agent nor rule has one; null: the agent's extension. */
  outboundCallerId: telephoneNumberSchema.nullable().default(null),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** Checked settings, defaults filled in. */
export type Config = z.output<typeof configSchema>;
/** Settings as they are written. */
export type ConfigInput = z.input<typeof configSchema>;

function isPlainHttp(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}
