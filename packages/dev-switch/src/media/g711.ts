/** G.711 (ITU-T), both laws, by table: one look-up a sample in either direction. */
export type G711Law = 'PCMU' | 'PCMA';

const ULAW_DECODE = Int16Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + 132) << ((bits & 0x70) >> 4);
  return bits & 0x80 ? 132 - magnitude : magnitude - 132;
});

const ALAW_DECODE = Int16Array.from({ length: 256 }, (_, code) => {
  const bits = code ^ 0x55;
  const segment = (bits & 0x70) >> 4;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
  return bits & 0x80 ? magnitude : -magnitude;
});

function ulawOf(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7);
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function alawOf(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = Math.min(sample < 0 ? ~sample : sample, 32_767) >> 4;
  const exponent = magnitude < 16 ? 0 : 31 - Math.clz32(magnitude) - 3;
  const mantissa = exponent < 2 ? magnitude & 0x0f : (magnitude >> (exponent - 1)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

const ULAW_ENCODE = Uint8Array.from({ length: 65_536 }, (_, at) => ulawOf(at - 32_768));
const ALAW_ENCODE = Uint8Array.from({ length: 65_536 }, (_, at) => alawOf(at - 32_768));

export function decodeG711(law: G711Law, payload: Uint8Array): Int16Array {
  const table = law === 'PCMU' ? ULAW_DECODE : ALAW_DECODE;
  const samples = new Int16Array(payload.length);
  for (let at = 0; at < payload.length; at++) samples[at] = table[payload[at]!]!;
  return samples;
}

export function encodeG711(law: G711Law, samples: Int16Array): Buffer {
  const table = law === 'PCMU' ? ULAW_ENCODE : ALAW_ENCODE;
  const payload = Buffer.allocUnsafe(samples.length);
  for (let at = 0; at < samples.length; at++) payload[at] = table[samples[at]! + 32_768]!;
  return payload;
}
