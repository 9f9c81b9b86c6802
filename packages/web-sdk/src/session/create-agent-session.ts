import type { AgentSession, AgentSessionOptions } from '../agent-session.types.js';
import { SessionCore } from './agent-session.js';

/**
 * Makes an agent's session: softphone, state and commands in one object. Nothing happens, and nothing of the browser is
 * touched, before `start`. Its functions may be taken apart from it.
 */
export function createAgentSession(options: AgentSessionOptions): AgentSession {
  const core = new SessionCore(options);
  return {
    get state() {
      return core.state;
    },
    subscribe: (listener) => core.emitter.on('change', () => listener()),
    on: (name, listener) => core.emitter.on(name, listener),

    start: () => core.start(),
    stop: () => core.stop(),

    logIn: () => core.logIn(),
    logOut: async () => void (await core.request('agent.log-out', {})),
    setReady: async () => void (await core.request('agent.set-ready', {})),
    setAux: async (reason) => void (await core.request('agent.set-aux', { reason })),
    setNext: (next) => core.setNext(next),
    finishWrapUp: async () => void (await core.request('agent.finish-wrap-up', {})),
    forceState: async (agentId, to) => void (await core.request('agent.force-state', { agentId, to })),

    makeCall: (to, data) => core.makeCall(to, data),
    answer: (callId) => core.answer(callId),
    reject: (callId) => core.reject(callId),
    hangUp: (callId) => core.hangUp(callId),
    hold: async (callId) => void (await core.request('call.hold', { callId })),
    retrieve: async (callId) => void (await core.request('call.retrieve', { callId })),
    sendDigits: (callId, digits) => core.sendDigits(callId, digits),
    setData: async (callId, data) => void (await core.request('call.set-data', { callId, data })),
    acceptContact: async (contactId) => void (await core.request('contact.accept', { contactId })),
    rejectContact: async (contactId) => void (await core.request('contact.reject', { contactId })),
    completeContact: async (contactId) => void (await core.request('contact.complete', { contactId })),
    setMuted: (muted) => core.setMuted(muted),

    setInput: async (deviceId) => core.softphone().setInput(deviceId),
    setOutput: async (deviceId) => core.softphone().setOutput(deviceId),

    startMonitor: () => core.startMonitor(),
    stopMonitor: () => core.stopMonitor(),
  };
}
