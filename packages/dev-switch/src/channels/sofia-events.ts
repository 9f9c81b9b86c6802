import type { EventBus } from './event-bus.js';
import type { GatewayStatus, Registration, SipChange } from './ports.js';

/** Tells what the SIP side saw, as mod_sofia's CUSTOM events with its header names. */
export function tellSipChange(bus: EventBus, change: SipChange): void {
  if (change.change === 'gateway') {
    const { gateway, status, phrase } = change;
    bus.publish('CUSTOM', new Map(Object.entries(gatewayHeaders(gateway, status, phrase))), {
      subclass: 'sofia::gateway_state',
    });
    return;
  }
  const subclass = SUBCLASS[change.change];
  bus.publish('CUSTOM', new Map(Object.entries(registrationHeaders(change.registration, change.change))), {
    subclass,
  });
}

const SUBCLASS = {
  registered: 'sofia::register',
  unregistered: 'sofia::unregister',
  expired: 'sofia::expire',
} as const;

function gatewayHeaders(gateway: GatewayStatus, status: number, phrase: string): Record<string, string> {
  return {
    Gateway: gateway.name,
    State: gateway.state,
    'Ping-Status': gateway.up ? 'UP' : 'DOWN',
    Phrase: phrase,
    Status: String(status),
  };
}

function registrationHeaders(
  registration: Registration,
  change: 'registered' | 'unregistered' | 'expired',
): Record<string, string> {
  const { user, domain, contact, callId } = registration;
  if (change === 'expired') {
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
  if (change === 'unregistered') return { ...common, expires: '0' };
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
