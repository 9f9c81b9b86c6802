import { describe, expect, it } from 'vitest';
import { FarAddress } from './far-address.js';

const PHONE = { address: '192.0.2.7', port: 4_000 };
const NAT = { address: '198.51.100.1', port: 31_000 };
const STRANGER = { address: '203.0.113.9', port: 5_000 };

function signalled(): FarAddress {
  const far = new FarAddress();
  far.signal(PHONE);
  return far;
}

describe('where a far end is (RFC 4961)', () => {
  it('is the address that it signalled', () => {
    expect(signalled().current).toEqual(PHONE);
  });

  it('is where packets come from, when none come from there', () => {
    const far = signalled();
    expect(far.takes(NAT, 0)).toBe(true);
    expect(far.current).toEqual(NAT);
  });

  it('is not where a stranger is, while its sound flows', () => {
    const far = signalled();
    far.takes(NAT, 0);
    expect(far.takes(STRANGER, 999)).toBe(false);
    expect(far.current).toEqual(NAT);
    expect(far.takes(NAT, 1_000)).toBe(true);
    expect(far.takes(STRANGER, 2_000)).toBe(true);
  });

  it('is where it signalled, though a stranger’s stream came first', () => {
    const far = signalled();
    far.takes(STRANGER, 0);
    expect(far.takes(PHONE, 10)).toBe(true);
    expect(far.takes(STRANGER, 20)).toBe(false);
    expect(far.current).toEqual(PHONE);
  });

  it('is heard before it has signalled, and is then where it says', () => {
    const far = new FarAddress();
    expect(far.current).toBeNull();
    expect(far.takes(NAT, 0)).toBe(true);
    far.signal(PHONE);
    expect(far.current).toEqual(PHONE);
    expect(far.takes(PHONE, 1)).toBe(true);
  });

  it('stays where it was found when it signals the same again', () => {
    const far = signalled();
    far.takes(NAT, 0);
    far.signal({ ...PHONE });
    expect(far.current).toEqual(NAT);
  });
});
