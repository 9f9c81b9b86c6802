export type { FreeSwitchOptions, FreeSwitchTimings, SwitchLog } from './freeswitch-options.js';
export { createFreeSwitch } from './freeswitch-switch.js';
