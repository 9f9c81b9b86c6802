import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';

const compile = () => esbuild({ target: 'es2022', tsconfig: 'tsconfig.build.json' });
/** Remarks about what others publish are not ours to mend. */
const onwarn = (warning, warn) => {
  const place = warning.id ?? warning.ids?.[0] ?? warning.loc?.file ?? '';
  if (!place.includes('node_modules')) warn(warning);
};
const external = [/^@callweave\//, /^sip\.js/, /^msw/];

export default [
  {
    input: { index: 'src/index.ts', testing: 'src/testing/index.ts' },
    output: { dir: 'dist', format: 'esm', sourcemap: true, chunkFileNames: '[name]-[hash].js' },
    external,
    onwarn,
    plugins: [compile()],
  },
  {
    // For pages without a bundler: <script src="callweave.min.js"></script>, then Callweave.createAgentSession(…).
    input: 'src/script.ts',
    output: {
      file: 'dist/callweave.min.js',
      format: 'iife',
      name: 'Callweave',
      inlineDynamicImports: true,
      sourcemap: true,
      plugins: [terser()],
    },
    onwarn,
    plugins: [nodeResolve({ browser: true }), commonjs(), compile()],
  },
  {
    input: { index: 'src/index.ts', testing: 'src/testing/index.ts' },
    output: { dir: 'dist', format: 'esm', chunkFileNames: '[name]-[hash].d.ts' },
    external,
    onwarn,
    plugins: [dts({ tsconfig: 'tsconfig.build.json' })],
  },
];
