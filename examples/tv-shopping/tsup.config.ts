import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { 'server/main': 'src/server/main.ts', 'server/index': 'src/server/index.ts' },
  format: 'esm',
  tsconfig: 'tsconfig.server.json',
  dts: { entry: { 'server/index': 'src/server/index.ts' }, compilerOptions: { paths: {} } },
  sourcemap: true,
});
