import { describe, expect, it } from 'vitest';
import type { HeaderValue } from './switch-event.js';
import { replay } from './testing/replay.js';

type Header = (name: string) => HeaderValue | undefined;

/** What a server reads to follow a call; the captures and this switch must agree on it, event by event. */
function told(header: Header): string {
  const application = header('Event-Name') === 'PRIVATE_COMMAND' ? '' : header('Application');
  return [
    header('Event-Name'),
    header('Action'),
    header('Conference-Size'),
    header('Member-ID'),
    header('Speak'),
    application,
    header('Application-Response'),
    header('Answer-State'),
    header('Channel-Call-State'),
    header('Channel-State'),
    header('Hangup-Cause'),
    header('DTMF-Digit'),
    header('variable_read_result'),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' | ');
}

/** Headers the server reads, besides those compared by value. */
const READ = [
  'Unique-ID',
  'Event-Sequence',
  'Event-Date-Timestamp',
  'Core-UUID',
  'Channel-Name',
  'Call-Direction',
  'Caller-Caller-ID-Number',
  'Caller-Destination-Number',
  'Caller-Channel-Created-Time',
  'Caller-Channel-Answered-Time',
  'Caller-Channel-Hangup-Time',
  'Other-Leg-Unique-ID',
  'Bridge-A-Unique-ID',
  'Bridge-B-Unique-ID',
  'Application-Data',
  'Application-UUID',
  'Playback-File-Path',
  'Playback-Status',
  'Record-File-Path',
  'variable_uuid',
  'variable_direction',
  'variable_sip_call_id',
  'variable_sip_from_user',
  'variable_sip_to_user',
  'variable_sip_req_user',
  'variable_sofia_profile_name',
  'variable_menu_choice',
  'variable_record_ms',
  'variable_hangup_cause',
  'variable_hangup_cause_q850',
  'variable_sip_hangup_disposition',
  'variable_sip_term_status',
  'variable_proto_specific_hangup_cause',
  'variable_endpoint_disposition',
  'variable_bridge_uuid',
  'variable_last_bridge_to',
  'variable_bridge_hangup_cause',
  'variable_last_bridge_role',
  'variable_billsec',
  'variable_duration',
  'variable_start_uepoch',
  'variable_answer_uepoch',
  'variable_end_uepoch',
  'variable_cw_call_id',
  'variable_conference_name',
  'variable_conference_member_id',
  'variable_conference_uuid',
  'Conference-Name',
  'Conference-Unique-ID',
  'Conference-Profile-Name',
  'Conference-Domain',
  'Conference-Ghosts',
  'Hear',
  'Talking',
  'Hold',
  'Member-Type',
  'Member-Ghost',
  'Channel-Read-Codec-Name',
  'Media-Bug-Function',
  'Media-Bug-Target',
  'Sent-Callee-ID-Number',
];

/** `hangUpAt`: when the customer's phone sent its BYE, which the commands do not show. */
const SCENARIOS: readonly { name: string; hangUpAt?: number }[] = [
  { name: 'inbound-park-answer-digits-hangup' },
  { name: 'menu-timeout' },
  { name: 'caller-hangs-up-during-menu' },
  { name: 'queue-offer-answer-bridge-agent-hangup' },
  { name: 'bridged-customer-hangup-bye', hangUpAt: 4374 },
  { name: 'park-after-bridge-agent-hangup' },
  { name: 'agent-no-answer' },
  { name: 'agent-busy' },
  { name: 'agent-unreachable' },
  { name: 'customer-abandons-while-agent-rings' },
  { name: 'hold-retrieve-record-mask' },
  { name: 'server-side-hold-with-music' },
  { name: 'blind-transfer-to-extension' },
  { name: 'consult-then-complete-transfer' },
  { name: 'outbound-gateway-answered' },
  { name: 'gateway-down-outbound-fails' },
  { name: 'three-way-conference' },
  { name: 'supervisor-listen-whisper-barge' },
  { name: 'supervisor-intercept' },
];

const NOT_TIMED = /^(show|uuid_dump|sofia|status|conference \S+ json_list)\b/;

/** Who has the floor is not followed here. */
const NOT_TOLD = (header: Header): boolean => header('Action') === 'floor-change';

describe.each(SCENARIOS)('the events of $name', ({ name, hangUpAt }) => {
  it('come on every channel in the order a real FreeSWITCH sent them, with the headers a server reads', async () => {
    const { capture, under, ids } = await replay(name, hangUpAt);
    const channels = new Set(
      capture.events.map(({ event }) => event['Unique-ID']).filter((id) => id !== undefined),
    );
    expect(channels.size).toBeGreaterThan(0);
    for (const theirs of channels) {
      const recorded = capture.events.filter(
        ({ event }) => event['Unique-ID'] === theirs && !NOT_TOLD((name) => event[name]),
      );
      const ours = under.events.filter(
        (event) => event.header('Unique-ID') === ids.get(String(theirs)) && event.name !== 'CHANNEL_STATE',
      );
      expect(ours.map((event) => told((header) => event.header(header)))).toEqual(
        recorded.map(({ event }) => told((header) => event[header])),
      );
      for (const [index, { event }] of recorded.entries()) {
        const missing = READ.filter(
          (header) => event[header] !== undefined && ours[index]?.header(header) === undefined,
        );
        expect({ event: event['Event-Name'], missing }).toEqual({ event: event['Event-Name'], missing: [] });
      }
    }
  });

  it('follow commands that are answered as FreeSWITCH answers them', async () => {
    const { replies, capture, ids } = await replay(name, hangUpAt);
    // What was sent as an event has no time of its own in the capture.
    expect(replies.length).toBe(capture.commands.filter((command) => command.at !== undefined).length);
    for (const { command, reply } of replies) {
      if (NOT_TIMED.test(command.api ?? '')) continue;
      let expected = command.reply;
      for (const [theirs, ours] of ids) expected = expected.replaceAll(theirs, ours);
      expect(`${command.api ?? command.bgapi ?? command.execute} → ${reply}`).toBe(
        `${command.api ?? command.bgapi ?? command.execute} → ${expected}`,
      );
    }
  });
});
