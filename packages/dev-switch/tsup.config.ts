import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: 'esm',
  dts: { entry: 'src/index.ts' },
  tsconfig: 'tsconfig.build.json',
  target: 'node20',
  splitting: true,
  sourcemap: true,
  clean: true,
});
