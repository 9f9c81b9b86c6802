export { chooseRoute, type RouteChoice, type RouteExplanation } from './choose-route.js';
export { checkGrouping, type GroupingMistake, type Known } from './grouping.checks.js';
export {
  type GroupingInput,
  type GroupingSettings,
  groupingSchema,
  type Route,
  type RouteInput,
  type RouteTarget,
} from './grouping.schema.js';
export { isOpen } from './hours.js';
export {
  type LookupState,
  type PreparedRoute,
  prepareRoutes,
  type RouteFacts,
  type RouteTable,
} from './route-table.js';
