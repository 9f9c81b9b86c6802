export { chooseRoute, type RouteChoice, type RouteExplanation } from './choose-route.js';
export { checkGrouping, checkHours, type GroupingMistake, type Known } from './grouping.checks.js';
export {
  type GroupingInput,
  type GroupingSettings,
  groupingSchema,
  listSchema,
  type Route,
  type RouteInput,
  type RouteTarget,
  routeSchema,
} from './grouping.schema.js';
export { isOpen } from './hours.js';
export {
  type LookupState,
  type PreparedRoute,
  prepareRoutes,
  type RouteFacts,
  type RouteTable,
} from './route-table.js';
