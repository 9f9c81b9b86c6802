import type { LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import { factsOf } from './testing/fact-replay.js';

/**
 * What a real FreeSWITCH sent (packages/dev-switch/captures) while legs went from one to another, as facts. Serves
 * BRIDGE-1, AGT-2, AGT-3, SUP-2, REC-3.
 */

const ARRIVES = ['leg.arrived customer', 'leg.answered customer'];
const TALK = [...ARRIVES, 'leg.ringing agent', 'leg.answered agent', 'legs.joined customer agent'];
const TARGET_ANSWERS = ['leg.ringing target', 'leg.answered target'];

it('tells a consultation: the customer waits, the agent is left when the two are joined', () => {
  expect(factsOf('consult-then-complete-transfer', ['agent', 'target'])).toEqual([
    ...TALK,
    ...TARGET_ANSWERS,
    'leg.parted customer',
    'legs.joined agent target',
    'leg.parted agent',
    'legs.joined customer target',
    'leg.ended agent NORMAL_CLEARING switch',
    'leg.ended target NORMAL_CLEARING switch',
    'leg.ended customer NORMAL_CLEARING switch',
  ]);
});

it('tells a conference as it fills, and that one left it by hanging up only as his end', () => {
  expect(factsOf('three-way-conference', ['agent', 'target'])).toEqual([
    ...TALK,
    ...TARGET_ANSWERS,
    'leg.conferred agent test',
    'leg.conferred customer test',
    'leg.conferred target test',
    'leg.ended target NORMAL_CLEARING switch',
    'leg.ended customer NORMAL_CLEARING switch',
    'leg.ended agent NORMAL_CLEARING switch',
  ]);
});

describe('a supervisor', () => {
  const AGENT = 'agent' as LegId;
  const SUPERVISOR = 'supervisor' as LegId;
  const orderedToSpy = {
    atMs: 2_000,
    tell: (translator: { spies(legId: LegId, onLegId: LegId): void }) => {
      translator.spies(SUPERVISOR, AGENT);
      return [];
    },
  };

  it('spies from when he hears the agent; the keys of the capture change no fact', () => {
    const facts = factsOf('supervisor-listen-whisper-barge', ['agent', 'supervisor'], [orderedToSpy]);
    expect(facts.filter((line) => !line.startsWith('leg.digit'))).toEqual([
      ...TALK,
      'leg.ringing supervisor',
      'leg.spying supervisor agent',
      // His leg was made to spy here, and never stood parked: that is when ours are told as answered.
      'leg.failed supervisor failed NORMAL_CLEARING',
      'leg.ended agent NORMAL_CLEARING switch',
      'leg.ended customer NORMAL_CLEARING switch',
    ]);
  });

  it('does not spy when nobody ordered it, whoever listens to the agent', () => {
    const facts = factsOf('supervisor-listen-whisper-barge', ['agent', 'supervisor']);
    expect(facts.filter((line) => line.startsWith('leg.spying'))).toEqual([]);
  });

  it('who takes a call over is joined to the customer, and the agent is told as gone', () => {
    expect(factsOf('supervisor-intercept', ['agent', 'supervisor'])).toEqual([
      ...TALK,
      'leg.ringing supervisor',
      'leg.ended agent PICKED_OFF switch',
      'legs.joined supervisor customer',
      'leg.ended customer NORMAL_CLEARING switch',
      'leg.failed supervisor failed NORMAL_CLEARING',
    ]);
  });
});

it('tells a hold by the phone, and a recording from its start to its end, masked or not', () => {
  expect(factsOf('hold-retrieve-record-mask', ['agent'])).toEqual([
    ...TALK,
    'recording.started customer cap.wav',
    'leg.held agent',
    'leg.retrieved agent',
    'recording.stopped customer cap.wav',
    'leg.ended customer NORMAL_CLEARING switch',
    'leg.ended agent NORMAL_CLEARING switch',
  ]);
});
