// What the shop's centre is set up as: who works there, who gets which call, by which way numbers outside are called.

export const NAMES = ['王芳', '李娜', '张敏', '刘洋', '陈静'];
/** Who may serve VIPs at once; after 15 s anybody may. */
export const SKILLS = { 1001: { vip: 80 }, 1002: { vip: 60 } };
/** The welcome of the shop's number: 1 orders, 0 service; the rules of `distribution` choose the queue. */
export const HOTLINE = {
  id: 'hotline',
  version: 1,
  start: 'menu',
  nodes: {
    menu: {
      type: 'menu',
      prompt: { kind: 'prompt', name: 'greeting' },
      timeoutMs: 5000,
      retries: 1,
      exits: { 1: 'group', 0: 'group' },
      otherwise: 'group',
    },
    group: { type: 'route', route: 'hotline' },
  },
};

/**
 * By which gateway numbers outside are called: mobiles by their own, which has one channel, so the second call to a mobile at a
 * time goes by the other; so do all while `mobile` is down.
 */
export const OUTSIDE = {
  outbound: [
    { ruleId: 'mobiles', prefix: '1', gateways: ['mobile', 'pstn'] },
    { ruleId: 'everything', prefix: '', gateways: ['pstn'] },
  ],
  trunks: [
    { name: 'mobile', channels: 1 },
    { name: 'pstn', channels: 30 },
  ],
  outboundCallerId: '02155551234',
};

/** How a call ends for the shop; its desk shows the same codes. */
const DISPOSITIONS = [
  { code: 'sold', name: '已订购' },
  { code: 'call-again', name: '再联系' },
  { code: 'inquiry', name: '咨询' },
  { code: 'complaint', name: '投诉' },
  { code: 'wrong-number', name: '打错' },
];

/** Who gets which call: the shop knows its VIPs and their account managers, and the queues do the rest. */
export function distribution(url, authorization) {
  return {
    lookups: { shop: { url, authorization } },
    routes: {
      hotline: {
        lookup: { source: 'shop', timeoutMs: 800 },
        rules: [
          // biome-ignore lint/suspicious/noThenProperty: the settings' own word
          { name: '售后', when: { keys: ['0'] }, then: { queueId: 'service' } },
          {
            name: 'VIP',
            when: { data: { level: ['VIP'] } },
            // biome-ignore lint/suspicious/noThenProperty: the settings' own word
            then: {
              queueId: 'orders',
              priority: 30,
              requires: { vip: 50 },
              preferredAgentId: { fromData: 'owner' },
              preferredWaitMs: 8000,
            },
          },
        ],
        otherwise: { queueId: 'orders' },
      },
    },
    queues: [
      {
        queueId: 'orders',
        name: '订购热线',
        agents: NAMES.map((_, index) => String(1001 + index)),
        relax: [{ afterMs: 15000, requires: { vip: 0 } }],
        lastAgent: { withinMs: 7 * 86400000, waitMs: 5000 },
        resumeMs: 120000,
        callerId: '4008001234',
        dispositions: DISPOSITIONS,
      },
      {
        queueId: 'service',
        name: '售后服务',
        agents: ['1001', '1002'].map((agentId) => ({ agentId, priority: 2 })),
        overflow: [{ when: { is: 'waited', ms: 120000 }, target: { to: 'queue', queueId: 'orders' } }],
        callerId: '4008001235',
        dispositions: DISPOSITIONS,
      },
    ],
    entries: [{ called: 'default', flow: 'hotline.json' }],
  };
}
