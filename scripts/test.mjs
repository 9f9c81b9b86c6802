#!/usr/bin/env node
// Installs, builds, checks and tests everything; the last line counts the tests.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './steps/postgres.mjs';
import { prepare } from './steps/prepare.mjs';
import { chromiumPath, ensureSystemPrograms } from './steps/programs.mjs';
import { bin, run } from './steps/run.mjs';

/** See vitest.config.ts. */
const rounds = ['unit', 'switch-contract', 'e2e'];

await ensureSystemPrograms();
await prepare();

let failedSteps = 0;
if ((await run(process.execPath, ['scripts/check.mjs'])) !== 0) failedSteps += 1;

const reports = mkdtempSync(join(tmpdir(), 'callweave-tests-'));
const postgres = await startPostgres();
const totals = { passed: 0, failed: 0, skipped: 0 };
try {
  const env = { ...process.env, CALLWEAVE_TEST_POSTGRES: postgres.url, CALLWEAVE_CHROMIUM: chromiumPath() };
  for (const round of rounds) {
    console.log(`\n── ${round} ──`);
    const report = join(reports, `${round}.json`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await run(bin('vitest'), ['run', ...reporters], {
      env: { ...env, CALLWEAVE_TEST_ROUND: round },
    });
    try {
      const counts = JSON.parse(readFileSync(report, 'utf8'));
      totals.passed += counts.numPassedTests;
      totals.failed += counts.numFailedTests;
      totals.skipped += counts.numPendingTests;
      if (code !== 0 && counts.numFailedTests === 0) failedSteps += 1;
    } catch {
      failedSteps += 1;
      console.error(`✗ ${round}: no test report was written`);
    }
  }
} finally {
  postgres.stop();
  rmSync(reports, { recursive: true, force: true });
}

if (failedSteps > 0) console.error(`✗ ${failedSteps} step(s) outside the tests failed; see above.`);
const failed = totals.failed + failedSteps;
console.log(
  `${totals.passed} passed, ${failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
);
process.exit(failed > 0 || totals.passed === 0 ? 1 : 0);
