import { CallweaveError } from '@callweave/cti-core';
import { loadConfig } from 'c12';
import { checkSite, mistaken, mistakesOf } from './config.checks.js';
import { type Config, type ConfigInput, configSchema } from './config.schema.js';

/** Environment variables that override the file, and the setting each stands for. */
const FROM_ENVIRONMENT: readonly (readonly [string, readonly string[], 'text' | 'number'])[] = [
  ['CALLWEAVE_HTTP_HOST', ['http', 'host'], 'text'],
  ['CALLWEAVE_HTTP_PORT', ['http', 'port'], 'number'],
  ['CALLWEAVE_SWITCH_HOST', ['switch', 'host'], 'text'],
  ['CALLWEAVE_SWITCH_PORT', ['switch', 'port'], 'number'],
  ['CALLWEAVE_SWITCH_PASSWORD', ['switch', 'password'], 'text'],
  ['CALLWEAVE_SOFTPHONE_SERVER', ['softphone', 'server'], 'text'],
  ['CALLWEAVE_DATABASE_URL', ['database', 'url'], 'text'],
  ['CALLWEAVE_DATA_DIR', ['database', 'dataDir'], 'text'],
  ['CALLWEAVE_RECORDINGS_PATH', ['recordings', 'path'], 'text'],
  ['CALLWEAVE_TOKEN_SECRET', ['access', 'tokenSecret'], 'text'],
  ['CALLWEAVE_LOG_LEVEL', ['logLevel'], 'text'],
];

/**
 * Reads `callweave.config.{json,ts,js,…}` of a folder, or the named file, and the environment over it.
 * @throws {CallweaveError} `config.invalid`, naming each setting, what it should be and where it came from
 */
export async function readConfig(
  options: { file?: string; folder?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Config> {
  let loaded: { config: unknown; configFile?: string | undefined };
  try {
    loaded = await loadConfig<Record<string, unknown>>({
      name: 'callweave',
      cwd: options.folder ?? process.cwd(),
      ...(options.file === undefined ? {} : { configFile: options.file, configFileRequired: true }),
      rcFile: false,
      globalRc: false,
      packageJson: false,
      dotenv: false,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallweaveError(
      'config.invalid',
      `The configuration ${options.file ?? ''} cannot be read: ${reason}`,
      { cause },
    );
  }
  const origin = loaded.configFile ?? 'defaults';
  const { settings, sources } = overrideFromEnvironment(loaded.config ?? {}, options.env ?? process.env);
  return checkConfig(settings, (path) => sources.get(path) ?? origin);
}

/** Checks settings given as an object, and what must fit together. */
export function checkConfig(
  input: unknown,
  source: (path: string) => string = () => 'the given settings',
): Config {
  const result = configSchema.safeParse(input);
  const issues = result.success ? checkSite(result.data) : mistakesOf(result.error);
  if (issues.length === 0 && result.success) return result.data;
  throw mistaken('config.invalid', 'The configuration has', issues, (path) => `  (from ${source(path)})`);
}

function overrideFromEnvironment(
  file: unknown,
  env: NodeJS.ProcessEnv,
): { settings: unknown; sources: Map<string, string> } {
  const settings = structuredClone(file) as Record<string, unknown>;
  const sources = new Map<string, string>();
  for (const [name, path, kind] of FROM_ENVIRONMENT) {
    const value = env[name];
    if (value === undefined || value === '') continue;
    let place = settings;
    for (const key of path.slice(0, -1)) {
      // A database is either embedded or a server's: the variable decides which.
      const fresh = key === 'database' || typeof place[key] !== 'object' || place[key] === null;
      if (fresh) place[key] = {};
      place = place[key] as Record<string, unknown>;
    }
    place[path[path.length - 1] as string] =
      kind === 'number' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
    sources.set(path.join('.'), `environment variable ${name}`);
  }
  return { settings, sources };
}

export type { Config, ConfigInput };
