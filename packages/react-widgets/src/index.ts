export {
  type AgentBarView,
  agentBarView,
  type BarAction,
  type MoreAction,
} from './agent-bar/agent-bar.core.js';
export { AgentBar, type AgentBarProps } from './agent-bar/agent-bar.js';
export { type AgentBar as AgentBarModel, useAgentBar } from './agent-bar/use-agent-bar.js';
export type { AgentDensity } from './agent-wall/agent-rows.core.js';
export { AgentTile, type AgentTileProps } from './agent-wall/agent-tile.js';
export {
  type AgentFilter,
  type AgentGroup,
  type AgentGrouping,
  type AgentThresholds,
  agentGroups,
  agentHeat,
  agentsThatFit,
  DEFAULT_AGENT_THRESHOLDS,
} from './agent-wall/agent-wall.core.js';
export { AgentWall, type AgentWallProps } from './agent-wall/agent-wall.js';
export { type AgentWallModel, useAgentWall } from './agent-wall/use-agent-wall.js';
export { AlarmStrip } from './alarm-strip/alarm-strip.js';
export { type AlarmStripModel, type ShownAlarm, useAlarmStrip } from './alarm-strip/use-alarm-strip.js';
export {
  type CallDecision,
  type ExplanationLine,
  explanationLines,
  type Names,
  type Phrase,
} from './call-explanation/call-explanation.core.js';
export { CallExplanation, type CallExplanationProps } from './call-explanation/call-explanation.js';
export {
  type CallLine,
  type CallLinesView,
  callLinesView,
  type LineAction,
  type PairAction,
} from './call-lines/call-lines.core.js';
export { CallLines, type CallLinesProps } from './call-lines/call-lines.js';
export { type CallLines as CallLinesModel, useCallLines } from './call-lines/use-call-lines.js';
export { type CallPanelView, callPanelView } from './call-panel/call-panel.core.js';
export { CallPanel, type CallPanelProps } from './call-panel/call-panel.js';
export { DialPad, type DialPadProps } from './call-panel/dial-pad.js';
export { type QueueChoiceView, queueChoiceView } from './call-panel/queue-choice.core.js';
export { type CallPanel as CallPanelModel, useCallPanel } from './call-panel/use-call-panel.js';
export { type QueueChoice, useQueueChoice } from './call-panel/use-queue-choice.js';
export { type CallPicturesView, callPicturesView } from './call-pictures/call-pictures.core.js';
export { CallPictures } from './call-pictures/call-pictures.js';
export {
  type CallPictures as CallPicturesModel,
  useCallPictures,
} from './call-pictures/use-call-pictures.js';
export {
  type ConferenceParty,
  type ConferenceView,
  conferenceView,
} from './conference-parties/conference-parties.core.js';
export { ConferenceParties } from './conference-parties/conference-parties.js';
export {
  type ConferenceParties as ConferencePartiesModel,
  useConferenceParties,
} from './conference-parties/use-conference-parties.js';
export { type DirectoryModel, useDirectory } from './directory/use-directory.js';
export {
  type DispositionCode,
  type DispositionCodes,
  type DispositionView,
  dispositionView,
} from './disposition/disposition.core.js';
export { Disposition, type DispositionProps } from './disposition/disposition.js';
export type { Draft } from './disposition/drafts.store.js';
export { type Disposition as DispositionModel, useDisposition } from './disposition/use-disposition.js';
export type { Locale } from './i18n/i18n.js';
export {
  type InspectionDraft,
  type InspectionView,
  inspectionView,
} from './inspection-form/inspection-form.core.js';
export { InspectionForm, type InspectionFormProps } from './inspection-form/inspection-form.js';
export {
  type InspectionModel,
  type OpenInspection,
  useInspection,
} from './inspection-form/use-inspection.js';
export { InspectionList, type InspectionListProps } from './inspection-list/inspection-list.js';
export { type InspectionListModel, useInspectionList } from './inspection-list/use-inspection-list.js';
export { type ParkedCallsView, type ParkedLine, parkedCallsView } from './parked-calls/parked-calls.core.js';
export { ParkedCalls } from './parked-calls/parked-calls.js';
export { type ParkedCalls as ParkedCallsModel, useParkedCalls } from './parked-calls/use-parked-calls.js';
export {
  CallweaveProvider,
  type CallweaveProviderProps,
  type Theme,
  useCallweave,
  useSessionState,
} from './provider/callweave-provider.js';
export { QueueBoard } from './queue-board/queue-board.js';
export {
  DEFAULT_WAIT_THRESHOLDS,
  type QueueTileView,
  queueTileView,
  type WaitThresholds,
} from './queue-board/queue-tile.core.js';
export { QueueTile, type QueueTileProps } from './queue-board/queue-tile.js';
export { type LevelPoint, levelLine, levelNow } from './queue-wall/queue-wall.core.js';
export { QueueWall, type QueueWallProps } from './queue-wall/queue-wall.js';
export {
  NO_FILTERS,
  type RecordingFilters,
  recordingQuery,
} from './recording-list/recording-list.core.js';
export { type DataField, RecordingList, type RecordingListProps } from './recording-list/recording-list.js';
export { type RecordingListModel, useRecordingList } from './recording-list/use-recording-list.js';
export type { PlayerState } from './recording-player/player.store.js';
export {
  PlayerPanel,
  RecordingPlayer,
  type RecordingPlayerProps,
} from './recording-player/recording-player.js';
export { type RecordingPlayerModel, useRecordingPlayer } from './recording-player/use-recording-player.js';
export { type RuleDraft, type RuleProblems, ruleProblems } from './sampling-rules/rule-draft.core.js';
export { SamplingRules } from './sampling-rules/sampling-rules.js';
export { type SamplingRulesModel, useSamplingRules } from './sampling-rules/use-sampling-rules.js';
export { ScoreSheets } from './score-sheets/score-sheets.js';
export {
  type DraftQuestion,
  type DraftSection,
  type SheetDraft,
  type SheetProblems,
  sheetProblems,
} from './score-sheets/sheet-draft.core.js';
export { type ScoreSheetsModel, useScoreSheets } from './score-sheets/use-score-sheets.js';
export { ScreenPop, type ScreenPopProps } from './screen-pop/screen-pop.js';
export { useScreenPop } from './screen-pop/use-screen-pop.js';
export { DEFAULT_SHORTCUTS, type Shortcuts, useShortcuts } from './shortcuts/use-shortcuts.js';
export {
  type AgentAction,
  type AgentActionName,
  agentActions,
  mayOversee,
  type Overseer,
} from './supervision/agent-actions.core.js';
export {
  type SupervisionAction,
  type SupervisionBarView,
  supervisionBarView,
} from './supervision/supervision-bar.core.js';
export { SupervisionBar, type SupervisionBarProps } from './supervision/supervision-bar.js';
export { type AgentActions, useAgentActions } from './supervision/use-agent-actions.js';
export {
  type SupervisionBarModel,
  type SupervisionNotice,
  useSupervisionBar,
} from './supervision/use-supervision-bar.js';
export {
  sentShare,
  type TerminalRecordingsView,
  terminalRecordingsView,
} from './terminal-recordings/terminal-recordings.core.js';
export { TerminalRecordings } from './terminal-recordings/terminal-recordings.js';
export {
  type TerminalRecordingsModel,
  useTerminalRecordings,
} from './terminal-recordings/use-terminal-recordings.js';
export { formatDuration } from './time/duration.js';
export { useServerNow } from './time/use-server-now.js';
export {
  type PickerAction,
  type PickerEntry,
  type PickerPurpose,
  type PickerRights,
  pickerActions,
  pickerEntries,
} from './transfer-picker/transfer-picker.core.js';
export { TransferPicker, type TransferPickerProps } from './transfer-picker/transfer-picker.js';
export {
  type TransferPicker as TransferPickerModel,
  useTransferPicker,
} from './transfer-picker/use-transfer-picker.js';
export { type TrunkView, trunkView } from './trunk-wall/trunk-wall.core.js';
export { TrunkWall } from './trunk-wall/trunk-wall.js';
export { useMonitor } from './wall/use-monitor.js';
export { useWallState } from './wall/use-wall-state.js';
export { type WallboardFigures, wallboardFigures } from './wallboard/wallboard.core.js';
export { Wallboard, type WallboardPage, type WallboardProps } from './wallboard/wallboard.js';
