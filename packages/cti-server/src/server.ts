import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, resolve } from 'node:path';
import { CallweaveError, systemClock } from '@callweave/cti-core';
import { type Logger, pino } from 'pino';
import { Accounts } from './access/accounts.js';
import { keptSecret, Tokens } from './access/tokens.js';
import { openAlarmWebhook } from './alarm-webhook/alarm-webhook.js';
import { AlarmDesk } from './alarms/index.js';
import { flowsNamed } from './config/config.checks.js';
import { checkConfig } from './config/config.js';
import type { Config, ConfigInput } from './config/config.schema.js';
import { FlowShelf } from './config/flow-shelf.js';
import { accessRoutes } from './interfaces/http/access.routes.js';
import { alarmRoutes } from './interfaces/http/alarm.routes.js';
import { auditRoutes } from './interfaces/http/audit.routes.js';
import { callRoutes } from './interfaces/http/call.routes.js';
import { contactRoutes } from './interfaces/http/contact.routes.js';
import { type Health, healthRoutes } from './interfaces/http/health.routes.js';
import { createHttp } from './interfaces/http/http-server.js';
import { type QualityDeed, qualityRoutes } from './interfaces/http/quality.routes.js';
import { recordingRoutes } from './interfaces/http/recording.routes.js';
import { auditDeeds } from './interfaces/http/recording-access.js';
import { recordingControlRoutes } from './interfaces/http/recording-control.routes.js';
import { recordingMarkRoutes } from './interfaces/http/recording-mark.routes.js';
import { settingsRoutes } from './interfaces/http/settings.routes.js';
import { terminalRecordingRoutes } from './interfaces/http/terminal-recording.routes.js';
import { openWebSocketDoor } from './interfaces/websocket/websocket-door.js';
import { createKernel, createRunner, type KernelSettings } from './kernel/index.js';
import { createHttpLookups } from './lookups/http-lookups.js';
import { createFreeSwitch } from './media-switch/freeswitch/index.js';
import { createMetrics } from './metrics.js';
import { drawSamples } from './quality/draw-samples.js';
import { QualityStore } from './quality/quality-store.js';
import { weekOf } from './quality/sampling.js';
import { type KeepingHealth, keepRecordings } from './recording-store/keep-recordings.js';
import { openRecordingStore } from './recording-store/open-store.js';
import { RecordingCatalogue } from './recording-store/recording-catalogue.js';
import { RecordingFiles } from './recording-store/recording-files.js';
import { RecordingMarks } from './recording-store/recording-marks.js';
import { deleteExpired } from './recording-store/retention.js';
import { TerminalRecordings } from './recording-store/terminal-recordings.js';
import { openSettings, type SettingsDesk } from './settings/settings-desk.js';
import { AlarmDeliveries } from './storage/alarm-deliveries.js';
import { readRaisedAlarms } from './storage/alarms.js';
import { DatabaseAuditLog } from './storage/audit-log.js';
import { type DatabaseSettings, openDatabase } from './storage/database.js';
import { DatabaseJournal } from './storage/journal.js';
import { JournalSpool } from './storage/journal-spool.js';
import { scheduleMaintenance } from './storage/maintenance.js';
import { type LookBack, lastSeq, readRestored } from './storage/restore.js';
import { SettingsStore } from './storage/settings-store.js';
import { Spool } from './storage/spool.js';

/** A running server. */
export interface CtiServer {
  /** `http://host:port`; the WebSocket is at `/ws` of it. */
  readonly url: string;
  /** Takes no more connections, tells clients, writes what is open, and leaves the calls to go on. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Default: JSON lines on standard output, at the configuration's level. */
  readonly log?: Logger;
  /** Flow files are named relative to this folder; default: the working directory. */
  readonly folder?: string;
}

const WEEK_MS = 7 * 86_400_000;
const VERSION = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/**
 * Starts a server. It runs without its switch, which it keeps calling; `/health` says `degraded` meanwhile.
 * @throws {CallweaveError} `config.invalid`, `config.port-in-use`, `storage.locked`, `storage.failed`
 */
export async function startServer(
  input: ConfigInput | Config,
  options: ServerOptions = {},
): Promise<CtiServer> {
  const config = checkConfig(input);
  const clock = systemClock;
  const newId = randomUUID;
  const log = options.log ?? pino({ level: config.logLevel });
  const folder = options.folder ?? process.cwd();
  const { dataDir, database: place } = placeOf(config, folder);
  const flows = new FlowShelf(folder, new URL('../flows/', import.meta.url));
  for (const flow of flowsNamed(config)) flows.read(flow);

  mkdirSync(dirname(dataDir), { recursive: true });
  const database = await openDatabase(place);
  const undo: (() => Promise<unknown> | unknown)[] = [() => database.destroy()];
  try {
    const accounts = new Accounts(database, clock.now);
    const settings = await openSettings({
      config,
      store: new SettingsStore(database),
      flows,
      clock,
      log: log.child({ room: 'settings' }),
      accounts,
    });
    await accounts.seed(settings.accounts);
    const tokens = new Tokens({
      secret: config.access.tokenSecret ?? keptSecret(`${dataDir}-secrets`),
      lifeMs: config.access.tokenMs,
      serviceKeys: config.access.serviceKeys,
      now: clock.now,
    });

    const spool = new JournalSpool(`${dataDir}-journal-spool.ndjson`);
    const journal = new DatabaseJournal({
      database,
      owner: config.owner,
      deliversAlarms: config.alarmWebhook !== null,
      spool,
      clock,
      log: log.child({ room: 'journal' }),
    });
    await journal.recover();
    const audit = new DatabaseAuditLog({
      database,
      spool: new Spool(`${dataDir}-audit-spool.ndjson`),
      clock,
      newId,
      log: log.child({ room: 'audit' }),
    });
    await audit.recover();
    undo.push(() => audit.stop());
    const restored = await readRestored(database, lookBack(clock.now(), settings.kernelSettings));
    const kernel = createKernel({ settings: settings.kernelSettings, ids: newId, restored });
    const recordingsPath = resolve(folder, config.recordings.path);
    const mediaSwitch = createFreeSwitch({
      host: config.switch.host,
      port: config.switch.port,
      password: config.switch.password,
      domain: config.softphone.domain,
      recordingsPath: config.recordings.switchPath ?? recordingsPath,
      soundsPath: config.switch.soundsPath,
      holdMusic: config.switch.music,
      clock,
      newId,
      random: Math.random,
      log: log.child({ room: 'switch' }),
    });
    const runner = createRunner({
      kernel,
      journal,
      mediaSwitch,
      lookups: createHttpLookups({ sources: config.lookups, clock }),
      clock,
      newId,
      // A new name at each start: numbers that were given out but not written before a crash mean nothing now.
      stream: newId(),
      lastSeq: await lastSeq(database, config.owner),
      log: log.child({ room: 'kernel' }),
    });
    const alarms = new AlarmDesk({
      runner,
      rules: settings.alarms,
      raised: await readRaisedAlarms(database),
      clock,
      log: log.child({ room: 'alarms' }),
    });
    undo.push(() => alarms.stop());
    const deliveries = new AlarmDeliveries(database, () => journal.flush());
    if (config.alarmWebhook === null) await deliveries.clear();
    else
      undo.push(
        openAlarmWebhook({
          settings: config.alarmWebhook,
          owner: config.owner,
          left: await deliveries.left(),
          deliveries,
          runner,
          clock,
          log: log.child({ room: 'alarms' }),
        }),
      );
    settings.connect(
      (kernelSettings) => {
        runner.changeSettings(kernelSettings);
        alarms.changeRules(settings.alarms);
      },
      () => (runner.switchConnected() ? runner.trunkSnapshots().map(({ name }) => name) : null),
    );

    const files = new RecordingFiles(
      recordingsPath,
      await openRecordingStore(config.recordings, folder),
      clock,
    );
    const catalogue = new RecordingCatalogue(database);
    const recordingsLog = log.child({ room: 'recordings' });
    const { minFreeBytes, retention } = config.recordings;
    const keeping = keepRecordings({
      runner,
      files,
      catalogue,
      journal,
      clock,
      minFreeBytes,
      log: recordingsLog,
    });
    undo.push(() => keeping.stop());
    const health = (): Health => {
      const connected = runner.switchConnected();
      return {
        status: connected && journal.healthy && isKeeping(keeping.health()) ? 'ok' : 'degraded',
        switch: connected ? 'connected' : 'away',
        database: journal.healthy ? 'ok' : 'spooling',
        recordings: keeping.health(),
        version: VERSION,
      };
    };

    const http = await createHttp({
      allowedOrigins: config.http.allowedOrigins,
      log: log.child({ room: 'http' }),
    });
    accessRoutes(http, { accounts, tokens, audit });
    callRoutes(http, { database, tokens });
    recordingControlRoutes(http, { runner, tokens });
    const noteDeed = auditDeeds(audit);
    recordingRoutes(http, { database, tokens, files, catalogue, clock, audit: noteDeed });
    const marks = new RecordingMarks(database);
    recordingMarkRoutes(http, { tokens, catalogue, marks, clock, newId, audit: noteDeed });
    const uploads = terminalRecordingRoutes(http, {
      tokens,
      recordings: new TerminalRecordings({ database, journal, files, clock, taken: () => keeping.wake() }),
      folder: files.uploads,
      ...config.recordings.terminal,
      allowedOrigins: config.http.allowedOrigins,
      audit: noteDeed,
    });
    const quality = new QualityStore(database);
    const auditQuality = ({ by, action, id, details }: QualityDeed): void =>
      audit.record({ actor: by, action, subject: id, details, outcome: 'ok' });
    qualityRoutes(http, { database, tokens, store: quality, catalogue, clock, newId, audit: auditQuality });
    contactRoutes(http, { runner, database, tokens });
    settingsRoutes(http, { desk: settings, tokens, audit });
    alarmRoutes(http, { database, tokens, active: () => alarms.active });
    auditRoutes(http, { database, tokens, flush: () => audit.flush() });
    const door = openWebSocketDoor({
      http: http.server,
      allowedOrigins: config.http.allowedOrigins,
      maxConnections: config.http.maxConnections,
      runner,
      tokens,
      clock,
      audit,
      alarms: () => alarms.active,
      newId,
      version: VERSION,
      log: log.child({ room: 'websocket' }),
      softphoneOf: softphoneOf(config, settings),
    });
    healthRoutes(http, { health, metrics: createMetrics({ runner, connections: () => door.connections }) });
    undo.push(() => http.close());

    await http
      .listen({ host: config.http.host, port: config.http.port })
      .catch((cause: NodeJS.ErrnoException) => {
        if (cause.code !== 'EADDRINUSE') throw cause;
        throw new CallweaveError(
          'config.port-in-use',
          `Port ${config.http.port} of ${config.http.host} is in use.`,
          { cause },
        );
      });
    runner.start();
    alarms.start();
    mediaSwitch.start();
    const expire = async () => {
      await deleteExpired({
        database,
        files,
        catalogue,
        rules: retention,
        clock,
        deleted: (recordingId, { keepDays }) =>
          audit.record({
            actor: { account: 'retention', role: null },
            action: 'recording.delete',
            subject: recordingId,
            details: { keepDays },
            outcome: 'ok',
          }),
        log: recordingsLog,
      });
      await uploads.removeAbandoned();
      // Of the week that is over last; what was drawn of it before counts.
      const now = clock.now();
      for (const rule of await quality.rules())
        if (rule.active)
          await drawSamples({ database, store: quality, newId, now }, rule, weekOf(now - WEEK_MS));
    };
    undo.push(
      scheduleMaintenance({ database, embedded: 'dataDir' in config.database, runner, expire, clock, log }),
    );

    const { port } = http.server.address() as AddressInfo;
    const url = `http://${config.http.host}:${port}`;
    log.info({ url, version: VERSION }, 'server started');
    let stopped: Promise<void> | null = null;
    return {
      url,
      stop() {
        stopped ??= (async () => {
          await door.close();
          await runner.stop();
          await mediaSwitch.stop();
          for (const step of undo.reverse()) await step();
          log.info({}, 'server stopped');
        })();
        return stopped;
      },
    };
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

function isKeeping({ awaySince, diskFull }: KeepingHealth): boolean {
  return awaySince === null && !diskFull;
}

/** Where a server's rows are; `dataDir` is what the files beside an embedded database are named after. */
export function placeOf(config: Config, folder: string): { dataDir: string; database: DatabaseSettings } {
  if ('url' in config.database) {
    return {
      dataDir: resolve(folder, '.callweave'),
      database: { kind: 'postgres', url: config.database.url },
    };
  }
  const dataDir = resolve(folder, config.database.dataDir);
  return { dataDir, database: { kind: 'embedded', folder: dataDir } };
}

/** As far as the queues want to know of earlier calls. */
function lookBack(now: number, { queues }: KernelSettings): LookBack {
  const furthest = (spans: number[]) => (spans.length === 0 ? null : now - Math.max(...spans));
  return {
    dayBegan: midnight(now),
    talkedSince: furthest(queues.flatMap(({ lastAgent }) => lastAgent?.withinMs ?? [])),
    gaveUpSince: furthest(queues.flatMap(({ resumeMs }) => (resumeMs > 0 ? [resumeMs] : []))),
  };
}

/** The last local midnight: where the day's figures begin. */
function midnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}

function softphoneOf({ softphone }: Config, settings: SettingsDesk) {
  return (extension: string) => {
    const password = settings.sipPasswordOf(extension);
    if (password === null) return null;
    return {
      server: softphone.server,
      uri: `sip:${extension}@${softphone.domain}`,
      authorizationUser: extension,
      password,
      iceServers: softphone.iceServers,
    };
  };
}
