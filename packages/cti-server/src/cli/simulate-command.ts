import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CallweaveError } from '@callweave/cti-core';
import type { Command } from 'commander';
import { htmlReport } from '../simulator/report/html-report.js';
import { textReport } from '../simulator/report/text-report.js';
import { checkScenario } from '../simulator/scenario.schema.js';
import { simulate } from '../simulator/simulation.js';

interface Flags {
  readonly html?: string;
  readonly seed?: string;
}

/** `callweave simulate`: a day of a centre in seconds, by the very kernel that distributes the real calls. */
export function simulateCommand(program: Command): void {
  program
    .command('simulate <scenario>')
    .description('run a scenario (JSON) through the real distribution, by a virtual clock')
    .option('--html <file>', 'write the report as a page, with charts')
    .option('--seed <n>', 'other chances than the scenario has')
    .action((file: string, { html, seed }: Flags) => {
      const input = readScenario(file);
      const result = simulate(checkScenario(seed === undefined ? input : { ...input, seed: Number(seed) }));
      console.log(textReport(result));
      if (html === undefined) return;
      writeFileSync(resolve(html), htmlReport(result));
      console.log(`\nThe report with charts: ${resolve(html)}`);
    });
}

function readScenario(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(resolve(file), 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallweaveError('config.invalid', `The scenario ${file} cannot be read: ${reason}`, { cause });
  }
}
