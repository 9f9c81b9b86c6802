import type { CommandName, CommandParams } from '@callweave/cti-core';
import type { AgentSession, AgentSessionOptions } from '../agent-session.types.js';
import { HttpDoor, httpUrlOf } from '../http/http-door.js';
import { createQuality } from '../quality/quality.js';
import { createRecordings } from '../recordings/recordings.js';
import { SessionCore } from './agent-session.js';

/**
 * Makes an agent's session: softphone, state and commands in one object. Nothing happens, and nothing of the browser is
 * touched, before `start`. Its functions may be taken apart from it.
 */
export function createAgentSession(options: AgentSessionOptions): AgentSession {
  const door = new HttpDoor({ url: options.httpUrl ?? httpUrlOf(options.url), getToken: options.getToken });
  const core = new SessionCore(options, door);
  const order = async <Name extends CommandName>(
    command: Name,
    params: CommandParams<Name>,
  ): Promise<void> => {
    await core.request(command, params);
  };
  return {
    get state() {
      return core.state;
    },
    recordings: createRecordings(door),
    quality: createQuality(door),
    subscribe: (listener) => core.emitter.on('change', () => listener()),
    on: (name, listener) => core.emitter.on(name, listener),

    start: () => core.start(),
    stop: () => core.stop(),

    logIn: () => core.logIn(),
    logOut: () => order('agent.log-out', {}),
    setReady: () => order('agent.set-ready', {}),
    setAux: (reason) => order('agent.set-aux', { reason }),
    setNext: (next) => core.setNext(next),
    finishWrapUp: () => order('agent.finish-wrap-up', {}),
    forceState: (agentId, to) => order('agent.force-state', { agentId, to }),

    makeCall: (to, data, options) => core.makeCall(to, data, options),
    answer: (callId, options) => core.answer(callId, options),
    reject: (callId) => core.reject(callId),
    hangUp: (callId) => core.hangUp(callId),
    hold: (callId) => order('call.hold', { callId }),
    retrieve: (callId) => order('call.retrieve', { callId }),
    sendDigits: (callId, digits) => core.sendDigits(callId, digits),
    setData: (callId, data) => order('call.set-data', { callId, data }),
    acceptContact: (contactId) => order('contact.accept', { contactId }),
    rejectContact: (contactId) => order('contact.reject', { contactId }),
    completeContact: (contactId) => order('contact.complete', { contactId }),
    setMuted: (muted) => core.setMuted(muted),
    setCamera: (on) => core.setCamera(on),
    mediaOf: (callId) => core.mediaOf(callId),

    transfer: (callId, destination) => order('call.transfer', { callId, destination }),
    consult: (callId, destination) => core.consult(callId, destination),
    completeTransfer: (callId) => order('call.complete-transfer', { callId }),
    returnToCaller: (callId) => order('call.return', { callId }),
    swap: (callId) => order('call.swap', { callId }),
    conference: (callId) => order('call.conference', { callId }),
    invite: (callId, destination) => order('call.invite', { callId, destination }),
    muteParty: (callId, legId, muted) => order('call.mute-party', { callId, legId, muted }),
    dropParty: (callId, legId) => order('call.drop-party', { callId, legId }),
    lockConference: (callId, locked) => order('call.lock', { callId, locked }),
    park: (callId, slot) => order('call.park', slot === undefined ? { callId } : { callId, slot }),
    pickUp: (callId) => order('call.pick-up', { callId }),
    startRecording: (callId) => order('call.start-recording', { callId }),
    stopRecording: (callId) => order('call.stop-recording', { callId }),
    pauseRecording: (callId) => order('call.pause-recording', { callId }),
    resumeRecording: (callId) => order('call.resume-recording', { callId }),
    startTerminalRecording: (callId) => core.terminal.start(callId, core.state),
    stopTerminalRecording: (callId) => core.terminal.stop(callId),
    retryTerminalRecording: (recordingId) => core.terminal.retry(recordingId),
    discardTerminalRecording: (recordingId) => core.terminal.discard(recordingId),
    setDisposition: (callId, code) => order('call.set-disposition', { callId, code }),
    setTags: (callId, tags) => order('call.set-tags', { callId, tags: [...tags] }),
    addNote: (callId, text) => order('call.add-note', { callId, text }),
    listDirectory: () => core.request('directory.list', {}),

    supervise: (agentId, mode) => order('supervision.start', { agentId, mode }),
    setSupervisionMode: (mode) => order('supervision.set-mode', { mode }),
    stopSupervision: () => order('supervision.stop', {}),
    takeOver: () => order('supervision.take-over', {}),
    forceHangUp: (agentId) => order('supervision.hang-up', { agentId }),

    renewRegistration: () => core.renewRegistration(),
    setInput: async (deviceId) => core.softphone().setInput(deviceId),
    setOutput: async (deviceId) => core.softphone().setOutput(deviceId),

    startMonitor: () => core.startMonitor(),
    stopMonitor: () => core.stopMonitor(),
  };
}
