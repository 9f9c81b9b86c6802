export type { CustomerCall, CustomerOutcome } from './customers/customer-call.js';
export type { PlaceCallOptions } from './customers/customers.js';
export { createDevSwitch, type DevSwitch, type DevSwitchAddresses } from './dev-switch.js';
export {
  type DevSwitchOptions,
  DevSwitchOptionsError,
  type DevSwitchSettings,
} from './dev-switch.options.js';
