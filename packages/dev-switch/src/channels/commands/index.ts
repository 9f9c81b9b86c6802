import type { SwitchCore } from '../switch-core.js';
import {
  hupall,
  uuidAnswer,
  uuidBreak,
  uuidBridge,
  uuidBroadcast,
  uuidHold,
  uuidKill,
  uuidPark,
  uuidPhoneEvent,
  uuidPreAnswer,
  uuidRecord,
  uuidRecvDtmf,
  uuidRingReady,
  uuidSendDtmf,
  uuidTransfer,
} from './call-control.js';
import type { Command } from './command.js';
import { conference } from './conference.js';
import { originateCommand } from './originate.js';
import { show } from './show.js';
import { sofia, sofiaContact } from './sofia.js';
import { createUuid, echo, evaluate, hostname, load, reloadxml, status, uptime, version } from './system.js';
import {
  globalGetvar,
  globalSetvar,
  uuidDump,
  uuidExists,
  uuidGetvar,
  uuidSetvar,
  uuidSetvarMulti,
} from './variables.js';

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['conference', conference],
  ['create_uuid', createUuid],
  ['echo', echo],
  ['eval', evaluate],
  ['global_getvar', globalGetvar],
  ['global_setvar', globalSetvar],
  ['hostname', hostname],
  ['hupall', hupall],
  ['load', load],
  ['originate', originateCommand],
  ['reload', load],
  ['reloadxml', reloadxml],
  ['show', show],
  ['sofia', sofia],
  ['sofia_contact', sofiaContact],
  ['status', status],
  ['unload', load],
  ['uptime', uptime],
  ['uuid_answer', uuidAnswer],
  ['uuid_break', uuidBreak],
  ['uuid_bridge', uuidBridge],
  ['uuid_broadcast', uuidBroadcast],
  ['uuid_dump', uuidDump],
  ['uuid_exists', uuidExists],
  ['uuid_getvar', uuidGetvar],
  ['uuid_hold', uuidHold],
  ['uuid_kill', uuidKill],
  ['uuid_park', uuidPark],
  ['uuid_phone_event', uuidPhoneEvent],
  ['uuid_pre_answer', uuidPreAnswer],
  ['uuid_record', uuidRecord],
  ['uuid_recv_dtmf', uuidRecvDtmf],
  ['uuid_ring_ready', uuidRingReady],
  ['uuid_send_dtmf', uuidSendDtmf],
  ['uuid_setvar', uuidSetvar],
  ['uuid_setvar_multi', uuidSetvarMulti],
  ['uuid_transfer', uuidTransfer],
  ['version', version],
]);

/** Runs one api command; an unknown one and an empty reply get FreeSWITCH's words. */
export async function runCommand(core: SwitchCore, name: string, args: string): Promise<string> {
  const command = commands.get(name.toLowerCase());
  if (command === undefined) return `-ERR ${name} Command not found!\n`;
  const reply = await command(args, core);
  return reply === '' ? '-ERR no reply\n' : reply;
}
