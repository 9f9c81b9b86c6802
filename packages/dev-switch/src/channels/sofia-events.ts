import type { EventBus } from './event-bus.js';
import type { GatewayStatus, Registration } from './ports.js';

/** Tells that a phone or page registered, left or was forgotten, with mod_sofia's header names. */
export function tellRegistration(
  bus: EventBus,
  what: 'register' | 'unregister' | 'expire',
  registration: Registration,
): void {
  const headers = what === 'expire' ? expireHeaders(registration) : registerHeaders(registration, what);
  bus.publish('CUSTOM', new Map(Object.entries(headers)), { subclass: `sofia::${what}` });
}

/** Tells that a trunk came up or went down. */
export function tellGateway(bus: EventBus, gateway: GatewayStatus): void {
  const headers = {
    Gateway: gateway.name,
    State: gateway.state,
    'Ping-Status': gateway.up ? 'UP' : 'DOWN',
    Phrase: gateway.up ? 'OK' : 'Service Unavailable',
    Status: gateway.up ? '200' : '503',
  };
  bus.publish('CUSTOM', new Map(Object.entries(headers)), { subclass: 'sofia::gateway_state' });
}

function registerHeaders(
  registration: Registration,
  what: 'register' | 'unregister',
): Record<string, string> {
  const { user, domain, contact, callId } = registration;
  const common = {
    'profile-name': 'internal',
    username: user,
    'from-user': user,
    'from-host': domain,
    contact: `"" <${contact}>`,
    'call-id': callId,
    rpid: 'unknown',
    'network-ip': registration.networkIp,
    'network-port': String(registration.networkPort),
  };
  if (what === 'unregister') return { ...common, expires: '0' };
  return {
    ...common,
    'presence-hosts': domain,
    status: registration.transport === 'ws' ? 'Registered(WS)' : 'Registered(UDP)',
    expires: String(registration.expiresAtEpoch),
    'to-user': user,
    'to-host': domain,
    realm: domain,
    'user-agent': registration.userAgent ?? '',
  };
}

function expireHeaders(registration: Registration): Record<string, string> {
  const { user, domain, contact } = registration;
  return {
    'profile-name': 'internal',
    user,
    host: domain,
    contact: `"" <${contact}>`,
    expires: String(registration.expiresAtEpoch),
    'user-agent': registration.userAgent ?? '',
    realm: domain,
  };
}
