export { adoptSupervisions } from './adopt-supervisions.js';
export { mayManage } from './may-manage.js';
export { followAgents, supervisorRegistered } from './spy.js';
export { permitManaging, type SupervisionCommandName, supervisionCommand } from './supervision.commands.js';
export { type Supervision, supervisionSnapshotOf } from './supervision.js';
export { supervisionTimedOut, supervisorFact, supervisorOrderFailed } from './supervisor-legs.js';
export { agentLeftTakenCall } from './take-over.js';
