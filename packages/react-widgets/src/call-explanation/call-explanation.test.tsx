import type { RoutingDecision } from '@callweave/cti-core';
import { aDecision } from '@callweave/cti-core/testing';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { FakeSession } from '../testing/fake-session.js';
import type { CallDecision } from './call-explanation.core.js';
import { CallExplanation } from './call-explanation.js';

afterEach(cleanup);

const AT = 1_795_000_000_000;
const routed = (afterMs: number, facts: Partial<RoutingDecision>): CallDecision => ({
  at: AT + afterMs,
  kind: 'routed',
  decision: aDecision(facts),
});
const skipped = { lacksSkill: 1, beyondReach: 0, busy: 4, wrapUp: 0, aux: 0, loggedOut: 0 };

/** By a rule, waiting for a skill, offered when less was asked. */
const story: CallDecision[] = [
  {
    at: AT,
    kind: 'grouped',
    decision: {
      route: 'main',
      rule: 'gold',
      queueId: 'orders' as never,
      lookup: 'timed-out',
      passedOver: [{ rule: 'closed', failed: ['hours'] }],
      passedOverMore: 0,
    },
  },
  routed(0, {
    outcome: { is: 'waiting' },
    rule: 'no agent',
    skipped,
    asked: { requires: { mandarin: 50 }, reach: null, relaxed: 0, score: 0 },
    considered: [{ agentId: 'a-1002' as never, why: 'lacks-skill', detail: 'mandarin≥50' }],
  }),
  routed(30_000, { trigger: 'relaxed', rule: 'longest idle' }),
];

function show(decisions: readonly CallDecision[] | null, locale: 'zh-CN' | 'en' = 'zh-CN'): void {
  render(
    <CallweaveProvider session={new FakeSession()} locale={locale}>
      <CallExplanation
        decisions={decisions}
        names={{ agents: { 'a-1001': '王芳', 'a-1002': '李娜' }, queues: { orders: '订购热线' } }}
      />
    </CallweaveProvider>,
  );
}

const lines = () =>
  screen.getAllByRole('listitem').flatMap((item) => (item.dataset.tone ? [item.innerText.split(/\n+/)] : []));

describe('why a call went where it went (ACD-8)', () => {
  test('tells the story in Chinese, what was looked at folded below', () => {
    show(story);
    expect(lines()).toEqual([
      ['0:00', '按规则「gold」进入 订购热线', '客户资料查询超时', '详情（1）'],
      ['0:00', '进入 订购热线，开始等待', '1 位技能不足，4 位忙碌，要求 mandarin ≥ 50', '详情（1）'],
      ['0:30', '振铃：王芳', '空闲最久'],
    ]);
    expect(screen.getByText('李娜：缺少 mandarin≥50').checkVisibility()).toBe(false);
  });

  test('tells it in English, and shows what it has no word for as it is written', () => {
    show(
      [
        routed(0, { outcome: { is: 'overflowed', to: 'queue spare' }, rule: 'waited' }),
        routed(5_000, {
          rule: 'a rule of this site',
          outcome: { is: 'offered', agentId: 'x' as never, also: ['y' as never] },
        }),
      ],
      'en',
    );
    expect(lines().map((line) => line.slice(1, 3))).toEqual([
      ['Sent on to spare', 'waited too long'],
      ['Rings at x and 1 more', 'a rule of this site'],
    ]);
  });

  test('says that it reads, and that there is nothing to read', () => {
    show(null);
    expect(screen.getByText('正在读取分配过程…').checkVisibility()).toBe(true);
    cleanup();
    show([]);
    expect(screen.getByText('这通电话没有经过分配。').checkVisibility()).toBe(true);
  });
});
