import type { Body } from 'sip.js/lib/core/index.js';
import type { SipLink } from './sip-link.js';

export function sdpBody(content: string): Body {
  return { contentDisposition: 'session', contentType: 'application/sdp', content };
}

/** Says in the reply why an offer was refused (RFC 3261 section 20.43). */
export function warningHeader(link: SipLink, error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(/["\\\r\n]/g, ' ');
  return `Warning: 399 ${link.local.address} "${text}"`;
}
