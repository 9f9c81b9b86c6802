import type { Generated } from 'kysely';
import type { SettingsKind } from './settings-store.js';

/** Instants are epoch milliseconds (int8), documents jsonb written as JSON text. */
export interface Tables {
  accounts: AccountsTable;
  event_log: EventLogTable;
  calls: CallsTable;
  contacts: ContactsTable;
  agent_activity: AgentActivityTable;
  recordings: RecordingsTable;
  recording_marks: RecordingMarksTable;
  quality_sheets: QualitySheetsTable;
  quality_rules: QualityRulesTable;
  inspections: InspectionsTable;
  snapshots: SnapshotsTable;
  settings: SettingsTable;
  settings_history: SettingsHistoryTable;
  audit_log: AuditLogTable;
  alarms: AlarmsTable;
  alarm_deliveries: AlarmDeliveriesTable;
}

interface AccountsTable {
  account: string;
  name: string;
  role: string;
  agent_id: string | null;
  password_hash: string;
}

/** The journal: every domain event, numbered by its owner. */
interface EventLogTable {
  owner: string;
  seq: number;
  at: number;
  type: string;
  call_id: string | null;
  /** Of events of contacts of other channels. */
  contact_id: string | null;
  agent_id: string | null;
  data: unknown;
}

/** Call detail records; the row of a running call grows with it. */
export interface CallsTable {
  call_id: string;
  direction: string;
  caller: string;
  caller_name: string | null;
  called: string;
  trunk: string | null;
  queue_id: string | null;
  queue_name: string | null;
  agent_id: string | null;
  keys: string;
  arrived_at: number;
  queued_at: number | null;
  answered_at: number | null;
  ended_at: number | null;
  wait_ms: number | null;
  talk_ms: number | null;
  ended_by: string | null;
  cause: string | null;
  recording_id: string | null;
  /** The whole last snapshot: what a restart restores a running call from. */
  snapshot: unknown;
}

/** Contacts of channels other than voice, as {@link CallsTable} has calls. */
export interface ContactsTable {
  contact_id: string;
  channel: string;
  customer: string;
  queue_id: string;
  agent_id: string | null;
  queued_at: number;
  accepted_at: number | null;
  ended_at: number | null;
  outcome: string | null;
  snapshot: unknown;
}

/** Each stay of an agent in a state; `to_at` null while it lasts. */
interface AgentActivityTable {
  id: Generated<number>;
  agent_id: string;
  state: string;
  reason: string | null;
  call_id: string | null;
  from_at: number;
  to_at: number | null;
}

export interface RecordingsTable {
  recording_id: string;
  call_id: string;
  path: string;
  /** `stopped`: on its way into the store. */
  state: 'running' | 'stopped' | 'stored' | 'failed' | 'deleted';
  kind: 'call' | 'voicemail' | 'terminal';
  /** The queue a message was left for, or that of its call. */
  queue_id: string | null;
  started_at: number;
  duration_ms: number | null;
  bytes: number | null;
  sha256: string | null;
  /** Why it failed, or why it still waits. */
  reason: string | null;
  /** Where the switch wrote it, or in the store. */
  place: Generated<'spool' | 'store'>;
  /** Of bringing it into the store. */
  tries: Generated<number>;
  next_try_at: Generated<number>;
  /** While it stands, nothing deletes the recording. */
  hold_reason: string | null;
  hold_by: string | null;
  hold_at: number | null;
  deleted_at: number | null;
  /** What it is found by, of its call when that is over. */
  direction: string | null;
  caller: string | null;
  called: string | null;
  trunk: string | null;
  agents: Generated<string[]>;
  extensions: Generated<string[]>;
  data: Generated<unknown>;
  tags: Generated<string[]>;
  disposition: string | null;
  notes: string | null;
}

interface RecordingMarksTable {
  recording_id: string;
  id: string;
  at_ms: number;
  text: string;
  /** The account. */
  by: string;
  created_at: number;
}

/** Every version of every score sheet. */
interface QualitySheetsTable {
  sheet_id: string;
  version: number;
  data: unknown;
  created_at: number;
  created_by: string;
}

interface QualityRulesTable {
  rule_id: string;
  data: unknown;
  changed_at: number;
  changed_by: string;
}

export interface InspectionsTable {
  inspection_id: string;
  recording_id: string;
  call_id: string;
  agent_id: string;
  sheet_id: string;
  sheet_version: number;
  rule_id: string | null;
  /** The beginning of the week it was drawn for. */
  week: number | null;
  state: 'draft' | 'submitted' | 'appealed' | 'decided';
  inspector: string | null;
  answers: unknown;
  comment: string;
  score: number | null;
  passed: boolean | null;
  fatal: boolean;
  first_score: number | null;
  created_at: number;
  submitted_at: number | null;
  appeal: unknown;
  decision: unknown;
  /** Counts its changes: of two who change it at once, one is refused. */
  version: number;
}

/** The last picture of each agent, queue and trunk, for a restart. */
interface SnapshotsTable {
  kind: 'agent' | 'queue' | 'trunk';
  id: string;
  at: number;
  data: unknown;
}

/** Queues, agents, routes, lists and calendars as they stand; `data` null when one was removed. */
interface SettingsTable extends SettingsHistoryTable {
  /** What the configuration file said of it when it was last read; null when it did not name it. */
  file_data: unknown;
  /** Passwords of agents whom the file does not have. */
  secrets: unknown;
}

/** Every version that a document had, the present one among them. */
interface SettingsHistoryTable {
  kind: SettingsKind;
  id: string;
  version: number;
  data: unknown;
  changed_at: number;
  changed_by: string;
}

/** Who did what to others and to the settings. */
interface AuditLogTable {
  audit_id: string;
  at: number;
  account: string;
  /** Null when nobody was let in. */
  role: string | null;
  action: string;
  subject: string | null;
  details: unknown;
  outcome: string;
}

/** Thresholds that were passed, from when until when. */
interface AlarmsTable {
  alarm_id: string;
  /** The queue, trunk or agent; empty for the switch. */
  subject: string;
  raised_at: number;
  cleared_at: number | null;
  severity: string;
  snapshot: unknown;
}

/** Alarms on their way to the web hook. */
interface AlarmDeliveriesTable {
  delivery_id: string;
  /** Of its event: their order. */
  seq: number;
  event: string;
  at: number;
  alarm: unknown;
}
