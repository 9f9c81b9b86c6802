/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CallweaveError, errorCatalogue } from './errors.js';

describe('error catalogue', () => {
  test('the documentation lists every code with its kind, retryability and remedy, and no other', () => {
    const page = readFileSync(new URL('../../../docs/guide/errors.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z.-]+)` \| (\w+) \| (yes|no) \| (.*) \|$/gm)].map(
      ([, code, kind, again, remedy]) => [code, { kind, retryable: again === 'yes', remedy }],
    );
    expect(Object.fromEntries(documented)).toEqual(errorCatalogue);
  });

  test('an error crosses the wire with code, message and details; its cause stays behind', () => {
    const error = new CallweaveError('call.failed', 'The trunk is busy.', {
      details: { cause: 'USER_BUSY' },
      cause: new Error('secret'),
    });
    const arrived = CallweaveError.fromWire(JSON.parse(JSON.stringify(error.toWire())));
    expect(arrived).toMatchObject({ code: 'call.failed', retryable: true, details: { cause: 'USER_BUSY' } });
    expect(JSON.stringify(error.toWire())).not.toContain('secret');
  });

  test('a code of a newer server becomes server.failed and keeps its name in the details', () => {
    const arrived = CallweaveError.fromWire({ code: 'call.from-the-future', message: 'hm' });
    expect(arrived).toMatchObject({ code: 'server.failed', details: { code: 'call.from-the-future' } });
  });
});
