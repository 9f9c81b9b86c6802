import { copyFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli.ts', 'simulator/index': 'src/simulator/index.ts' },
  format: 'esm',
  dts: { entry: { index: 'src/index.ts', 'simulator/index': 'src/simulator/index.ts' } },
  tsconfig: 'tsconfig.build.json',
  splitting: true,
  sourcemap: true,
  clean: true,
  // Runs in a thread of its own and is loaded by its address.
  onSuccess: async () => copyFileSync('src/storage/pglite/pglite.worker.mjs', 'dist/pglite.worker.mjs'),
});
