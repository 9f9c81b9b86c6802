export { type AgentBarView, agentBarView, type BarAction } from './agent-bar/agent-bar.core.js';
export { AgentBar, type AgentBarProps } from './agent-bar/agent-bar.js';
export { type AgentBar as AgentBarModel, useAgentBar } from './agent-bar/use-agent-bar.js';
export { type AgentGroup, agentGroups } from './agent-board/agent-board.core.js';
export { AgentBoard, type AgentBoardProps } from './agent-board/agent-board.js';
export { AgentTile, type AgentTileProps } from './agent-board/agent-tile.js';
export {
  type CallDecision,
  type ExplanationLine,
  explanationLines,
  type Names,
  type Phrase,
} from './call-explanation/call-explanation.core.js';
export { CallExplanation, type CallExplanationProps } from './call-explanation/call-explanation.js';
export { type CallPanelView, callPanelView } from './call-panel/call-panel.core.js';
export { CallPanel } from './call-panel/call-panel.js';
export { DialPad, type DialPadProps } from './call-panel/dial-pad.js';
export { type CallPanel as CallPanelModel, useCallPanel } from './call-panel/use-call-panel.js';
export type { Locale } from './i18n/i18n.js';
export {
  CallweaveProvider,
  type CallweaveProviderProps,
  type Theme,
  useCallweave,
  useSessionState,
} from './provider/callweave-provider.js';
export { QueueBoard } from './queue-board/queue-board.js';
export { type QueueTileView, queueTileView } from './queue-board/queue-tile.core.js';
export { QueueTile, type QueueTileProps } from './queue-board/queue-tile.js';
export { useMonitor } from './queue-board/use-monitor.js';
export { ScreenPop, type ScreenPopProps } from './screen-pop/screen-pop.js';
export { useScreenPop } from './screen-pop/use-screen-pop.js';
export { DEFAULT_SHORTCUTS, type Shortcuts, useShortcuts } from './shortcuts/use-shortcuts.js';
export { formatDuration } from './time/duration.js';
export { useServerNow } from './time/use-server-now.js';
