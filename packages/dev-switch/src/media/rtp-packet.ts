import type { RtpPacketIn } from './audio-path.js';

const HEADER_BYTES = 12;

/** Reads an RTP packet (RFC 3550); null for anything else, RTCP on the same port included. */
export function parseRtp(bytes: Buffer): RtpPacketIn | null {
  if (bytes.length < HEADER_BYTES || bytes[0]! >> 6 !== 2) return null;
  // With rtcp-mux, RTCP packet types 192 to 223 stand where RTP has marker and payload type (RFC 5761).
  if (bytes[1]! >= 192 && bytes[1]! <= 223) return null;
  let start = HEADER_BYTES + (bytes[0]! & 0x0f) * 4;
  if ((bytes[0]! & 0x10) !== 0) {
    if (bytes.length < start + 4) return null;
    start += 4 + bytes.readUInt16BE(start + 2) * 4;
  }
  let end = bytes.length;
  if ((bytes[0]! & 0x20) !== 0) end -= bytes[bytes.length - 1]!;
  if (start > end) return null;
  return {
    payloadType: bytes[1]! & 0x7f,
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(start, end),
  };
}

export interface RtpHeaderOut {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

export function buildRtp(header: RtpHeaderOut, payload: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  bytes[0] = 0x80;
  bytes[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  bytes.writeUInt16BE(header.sequence, 2);
  bytes.writeUInt32BE(header.timestamp, 4);
  bytes.writeUInt32BE(header.ssrc, 8);
  payload.copy(bytes, HEADER_BYTES);
  return bytes;
}
