#!/usr/bin/env node
// Compares what each package exports with its report in packages/*/etc, which shows a change of it in every review.
// With --update the reports are written. One process for all, because most of the time goes into starting up.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { root } from './run.mjs';

const update = process.argv.includes('--update');
const drafts = join(root, 'node_modules/.callweave/api-reports');
const off = { enabled: false };

/** Of each entry with types in the exports map: `.` gives NAME.api.md, `./testing` NAME-testing.api.md. */
function* entries() {
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name);
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const [path, { types }] of Object.entries(exports)) {
      if (types !== undefined)
        yield { folder, types, report: `${name}${path.slice(1).replace('/', '-')}.api.md` };
    }
  }
}

function upToDate({ folder, types, report }) {
  const reports = join(folder, 'etc');
  mkdirSync(reports, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, types),
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFolder: reports,
        reportTempFolder: drafts,
        reportFileName: report,
      },
      docModel: off,
      dtsRollup: off,
      tsdocMetadata: off,
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  if (!apiReportChanged) return true;
  if (update) {
    console.log(`wrote ${join(reports, report)}`);
    return true;
  }
  const files = [join(reports, report), join(drafts, report)];
  console.log(spawnSync('git', ['diff', '--no-index', '--', ...files], { encoding: 'utf8' }).stdout);
  return false;
}

const stale = [...entries()].filter((entry) => !upToDate(entry));
if (stale.length > 0) {
  console.log('If the change is meant, run `npm run check -- --update` and commit the reports.');
  process.exit(1);
}
