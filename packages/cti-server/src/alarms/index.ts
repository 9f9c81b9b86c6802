export { type AlarmRule, alarmSchema } from './alarm.schema.js';
export { AlarmDesk, type AlarmDeskParts } from './alarm-desk.js';
