import { type AgentId, CallweaveError, type Clock } from '@callweave/cti-core';
import type { z } from 'zod';
import type { SeedAccount } from '../access/accounts.js';
import {
  checkFlow,
  checkSite,
  flowsNamed,
  type Mistake,
  mistaken,
  mistakesOf,
  type SiteSettings,
  targetsOf,
} from '../config/config.checks.js';
import {
  agentSchema,
  type Config,
  initialPasswordSchema,
  sipPasswordSchema,
} from '../config/config.schema.js';
import type { FlowShelf } from '../config/flow-shelf.js';
import { kernelSettings } from '../config/kernel-settings.js';
import type { KernelSettings } from '../kernel/index.js';
import {
  changedMeanwhile,
  type DocumentVersion,
  type SettingsKind,
  type SettingsStore,
  type StoredDocument,
} from '../storage/settings-store.js';
import { type ChangeableSettings, documentsOf, kinds, same, settingsOf } from './documents.js';
import { byName, under, unknownGateways } from './mistakes.js';
import { reconcile } from './reconcile.js';

/** The few words of a logger that are needed here; pino fits. */
interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface DeskParts {
  readonly config: Config;
  readonly store: SettingsStore;
  readonly flows: FlowShelf;
  readonly clock: Clock;
  readonly log: Log;
  readonly accounts: {
    seed(accounts: readonly SeedAccount[]): Promise<void>;
    remove(account: string): Promise<void>;
  };
}

/** A document as it is told. */
export interface SettingsDocument {
  readonly id: string;
  readonly version: number;
  readonly changedAt: number;
  readonly changedBy: string;
  /** In the shape of the configuration file, defaults filled in. */
  readonly settings: unknown;
}

/** Who changes what he saw. */
export interface ChangeBy {
  readonly by: string;
  /** The version he saw, 0 for none; null when he does not mind. */
  readonly ifVersion: number | null;
}

const HISTORY = 100;

/** An agent whom the configuration file does not have brings his passwords along. */
const newAgentSchema = agentSchema.extend({
  sipPassword: sipPasswordSchema.optional(),
  initialPassword: initialPasswordSchema.optional(),
});

/**
 * Reads what stands in the database and in the configuration file.
 * @throws {CallweaveError} `config.invalid` when they do not fit together
 */
export async function openSettings(parts: DeskParts): Promise<SettingsDesk> {
  const stored = await parts.store.readAll();
  const { documents, written, overruled } = reconcile(stored, documentsOf(parts.config), parts.clock.now());
  const read = documents.map((document) => asRead(document));
  for (const flow of flowsNamed({ ...parts.config, ...settingsOf(read) })) parts.flows.read(flow);
  const desk = new SettingsDesk(parts, read);
  await parts.store.write(written);
  for (const { kind, id, data } of written) {
    if (kind === 'agent' && data === null) await parts.accounts.remove(id);
  }
  for (const { kind, id, version, changedBy, changedAt } of overruled) {
    parts.log.warn(
      { kind, id, version, changedBy, changedAt },
      'the configuration file was edited and counts; what was changed while the server ran is in the history',
    );
  }
  return desk;
}

/** A document of an earlier version gets the defaults of today. */
function asRead(document: StoredDocument): StoredDocument {
  if (document.data === null) return document;
  const read = kinds[document.kind].schema.safeParse(document.data);
  if (read.success) return { ...document, data: read.data };
  const { kind, id, changedBy } = document;
  throw mistaken('config.invalid', `The ${kind} ${id}, stored by ${changedBy}, has`, mistakesOf(read.error));
}

/** Queues, agents, routes, lists and calendars as they stand: checked, kept, then put into force, one change at a time. */
export class SettingsDesk {
  readonly #documents: Map<string, StoredDocument>;
  #settings: ChangeableSettings;
  #apply: (settings: KernelSettings) => void = () => undefined;
  #gateways: () => readonly string[] | null = () => null;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws {CallweaveError} `config.invalid` */
  constructor(
    private readonly parts: DeskParts,
    documents: readonly StoredDocument[],
  ) {
    this.#documents = new Map(documents.map((document) => [keyOf(document.kind, document.id), document]));
    this.#settings = settingsOf(documents);
    const issues = this.#check(this.#settings);
    if (issues.length > 0) {
      throw mistaken(
        'config.invalid',
        'The configuration, with what was changed while the server ran, has',
        issues,
      );
    }
  }

  /** What the kernel runs by. */
  get kernelSettings(): KernelSettings {
    return kernelSettings(this.#settings, this.parts.config, this.parts.flows.flows);
  }

  /** What is watched. */
  get alarms(): ChangeableSettings['alarms'] {
    return this.#settings.alarms;
  }

  /** Who may log in; passwords of the configuration file are given along. */
  get accounts(): SeedAccount[] {
    return this.#settings.agents.map((agent) => {
      const { initialPassword, passwordHash } = this.#inFile(agent.agentId) ?? {};
      return { ...accountOf(agent), initialPassword, passwordHash };
    });
  }

  /** The password of an extension at the switch; null when nobody has this extension. */
  sipPasswordOf(extension: string): string | null {
    const agent = this.#settings.agents.find((one) => one.extension === extension);
    if (!agent) return null;
    const stored = this.#documents.get(keyOf('agent', agent.agentId))?.secrets;
    return this.#inFile(agent.agentId)?.sipPassword ?? stored?.sipPassword ?? null;
  }

  /** Who puts changes into force from now on, and who knows the switch's gateways; null while nobody does. */
  connect(
    apply: (settings: KernelSettings) => void,
    gateways: () => readonly string[] | null = () => null,
  ): void {
    this.#apply = apply;
    this.#gateways = gateways;
  }

  list(kind: SettingsKind): SettingsDocument[] {
    return [...this.#documents.values()]
      .filter((document) => document.kind === kind && document.data !== null)
      .map(told);
  }

  /** @throws {CallweaveError} `settings.unknown` */
  read(kind: SettingsKind, id: string): SettingsDocument {
    return told(this.#present(kind, id));
  }

  /** Every version, newest first, also of what was removed; 100 at most. */
  history(kind: SettingsKind, id: string): Promise<DocumentVersion[]> {
    return this.parts.store.history(kind, id, HISTORY);
  }

  /**
   * Makes a document, or replaces it. It is in the database before it is in force; what says the same changes nothing.
   * @throws {CallweaveError} `request.invalid`, `settings.changed-meanwhile`, `storage.failed`
   */
  put(
    kind: SettingsKind,
    id: string,
    input: unknown,
    { by, ifVersion }: ChangeBy,
  ): Promise<{ readonly document: SettingsDocument; readonly isNew: boolean }> {
    return this.#inTurn(async () => {
      const before = this.#documents.get(keyOf(kind, id));
      expectVersion(kind, id, before, ifVersion);
      const { data, secrets, initialPassword } = this.#understood(kind, id, input, before);
      if (before && before.data !== null && same(before.data, data) && same(before.secrets, secrets)) {
        return { document: told(before), isNew: false };
      }
      const document = this.#next(kind, id, before, { data, secrets, changedBy: by });
      const settings = this.#with(document);
      const issues = [...this.#check(settings), ...unknownGateways(document, this.#gateways())];
      if (issues.length > 0) {
        const own = `${kinds[kind].section}.${id}.`;
        const placed = issues.map(({ path, message }) => ({
          path: path.startsWith(own) ? path.slice(own.length) : path,
          message,
        }));
        throw mistaken('request.invalid', `The ${kind} ${id} has`, placed);
      }
      if (kind === 'agent') {
        const account = accountOf(data as ChangeableSettings['agents'][number]);
        await this.parts.accounts.seed([{ ...account, initialPassword }]);
      }
      await this.#keep(document, settings);
      return { document: told(document), isNew: (before?.data ?? null) === null };
    });
  }

  /** @throws {CallweaveError} `settings.unknown`, `settings.in-use`, `settings.changed-meanwhile`, `storage.failed` */
  remove(kind: SettingsKind, id: string, { by, ifVersion }: ChangeBy): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#present(kind, id);
      expectVersion(kind, id, before, ifVersion);
      const document = this.#next(kind, id, before, { data: null, secrets: null, changedBy: by });
      const settings = this.#with(document);
      const issues = this.#check(settings);
      if (issues.length > 0) {
        const places = issues.map(({ path }) => path).join(', ');
        throw new CallweaveError('settings.in-use', `The ${kind} ${id} is named at ${places}.`, {
          details: { issues },
        });
      }
      await this.#keep(document, settings);
      if (kind === 'agent') await this.parts.accounts.remove(id);
    });
  }

  /** Changes that came at once are made one after the other, each on what the one before left. */
  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(change);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #keep(document: StoredDocument, settings: ChangeableSettings): Promise<void> {
    await this.parts.store.write([document]);
    const { kind, id, version, changedBy, data } = document;
    this.#documents.set(keyOf(kind, id), document);
    this.#settings = settings;
    this.#apply(this.kernelSettings);
    this.parts.log.info(
      { kind, id, version, by: changedBy },
      data === null ? 'settings removed' : 'settings changed',
    );
  }

  #present(kind: SettingsKind, id: string): StoredDocument {
    const document = this.#documents.get(keyOf(kind, id));
    if (!document || document.data === null) {
      throw new CallweaveError('settings.unknown', `There is no ${kind} ${id}.`);
    }
    return document;
  }

  #next(
    kind: SettingsKind,
    id: string,
    before: StoredDocument | undefined,
    change: Pick<StoredDocument, 'data' | 'secrets' | 'changedBy'>,
  ): StoredDocument {
    return {
      kind,
      id,
      version: (before?.version ?? 0) + 1,
      fileData: before?.fileData ?? null,
      changedAt: this.parts.clock.now(),
      ...change,
    };
  }

  #with(document: StoredDocument): ChangeableSettings {
    const documents = new Map(this.#documents).set(keyOf(document.kind, document.id), document);
    return settingsOf([...documents.values()], this.#settings, document.kind);
  }

  #site(settings: ChangeableSettings): SiteSettings & ChangeableSettings {
    const { entries, lookups } = this.parts.config;
    return { entries, lookups, ...settings };
  }

  /** Every mistake, its place told by names and not by numbers. */
  #check(settings: ChangeableSettings): Mistake[] {
    const site = this.#site(settings);
    const { flows } = this.parts;
    const named = [...flowsNamed(site)].flatMap((name) =>
      checkFlow(flows.readShipped(name), site).map((mistake) => under(`flows.${name}`, mistake)),
    );
    const unknown = site.queues.flatMap((queue) =>
      targetsOf(queue).flatMap(({ path, target }): Mistake[] =>
        target.to !== 'flow' || flows.readShipped(target.flow)
          ? []
          : [
              {
                path: `queues.${queue.queueId}.${path}.flow`,
                message: `the configuration file names no flow ${target.flow}`,
              },
            ],
      ),
    );
    return [...checkSite(site).map((mistake) => byName(mistake, site)), ...unknown, ...named];
  }

  #understood(
    kind: SettingsKind,
    id: string,
    input: unknown,
    before: StoredDocument | undefined,
  ): Pick<StoredDocument, 'data' | 'secrets'> & { readonly initialPassword?: string | undefined } {
    const { key } = kinds[kind];
    const named =
      key !== null && typeof input === 'object' && input !== null && !Array.isArray(input)
        ? { [key]: id, ...input }
        : input;
    const read = (kind === 'agent' ? newAgentSchema : kinds[kind].schema).safeParse(named);
    const issues = read.success ? [] : mistakesOf(read.error);
    if (key !== null && read.success && (read.data as Record<string, unknown>)[key] !== id) {
      issues.push({ path: key, message: `it is ${id} by its address` });
    }
    if (!read.success || issues.length > 0)
      throw mistaken('request.invalid', `The ${kind} ${id} has`, issues);
    if (kind !== 'agent') return { data: read.data, secrets: null };
    const { sipPassword, initialPassword, ...data } = read.data as z.output<typeof newAgentSchema>;
    return { data, secrets: this.#secretsOf(id, sipPassword, before), initialPassword };
  }

  #secretsOf(
    id: string,
    sipPassword: string | undefined,
    before: StoredDocument | undefined,
  ): StoredDocument['secrets'] {
    const inFile = this.#inFile(id) !== undefined;
    const secrets = sipPassword === undefined ? (before?.secrets ?? null) : { sipPassword };
    if (inFile ? sipPassword === undefined : secrets !== null) return secrets;
    throw mistaken('request.invalid', `The agent ${id} has`, [
      {
        path: 'sipPassword',
        message: inFile
          ? 'the configuration file holds it; change it there'
          : 'a new agent needs the password of his extension at the switch',
      },
    ]);
  }

  #inFile(agentId: string): Config['agents'][number] | undefined {
    return this.parts.config.agents.find((agent) => agent.agentId === agentId);
  }
}

function accountOf({ agentId, name, role }: ChangeableSettings['agents'][number]): SeedAccount {
  return { account: agentId, name, role, agentId: agentId as AgentId };
}

function expectVersion(
  kind: SettingsKind,
  id: string,
  before: StoredDocument | undefined,
  expected: number | null,
): void {
  const version = before && before.data !== null ? before.version : 0;
  if (expected !== null && expected !== version) throw changedMeanwhile(kind, id, version);
}

function keyOf(kind: SettingsKind, id: string): string {
  return `${kind} ${id}`;
}

function told({ id, version, changedAt, changedBy, data }: StoredDocument): SettingsDocument {
  return { id, version, changedAt, changedBy, settings: data };
}
