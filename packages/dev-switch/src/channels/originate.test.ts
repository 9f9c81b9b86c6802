import { describe, expect, it } from 'vitest';
import { parseDialString, splitCommand } from './dial-string.js';
import { parseInline } from './dialplan.js';
import { SwitchUnderTest } from './testing/switch-under-test.js';

describe('a dial string', () => {
  it('carries variables in braces and brackets, quoted, escaped and with another separator', () => {
    expect(parseDialString("{a=1,b='x, y',c=p\\,q}[d=4]user/1001@test")).toEqual({
      variables: { a: '1', b: 'x, y', c: 'p,q', d: '4' },
      url: 'user/1001@test',
    });
    expect(parseDialString('{^^:a=1,2:b=3}sofia/gateway/x/1')?.variables).toEqual({ a: '1,2', b: '3' });
    expect(parseDialString('{a=1')).toBeNull();
  });

  it('and the command around it is cut at spaces outside quotes and braces', () => {
    expect(
      splitCommand("{origination_caller_id_name='王 芳',x=1}user/1001 'm:^:playback:a b^park' inline", 8),
    ).toEqual(["{origination_caller_id_name='王 芳',x=1}user/1001", "'m:^:playback:a b^park'", 'inline']);
  });

  it('inline dialplans name applications one after another', () => {
    expect(parseInline("'m:^:playback:tone_stream://%(1,2,3)^park'")).toEqual([
      { app: 'playback', arg: 'tone_stream://%(1,2,3)' },
      { app: 'park', arg: '' },
    ]);
    expect(parseInline('answer,park:')).toEqual([
      { app: 'answer', arg: '' },
      { app: 'park', arg: '' },
    ]);
  });
});

describe('an outgoing call (OUT-1)', () => {
  it('shows the caller id and the headers it was given, and keeps its variables', async () => {
    const under = new SwitchUnderTest();
    const job = under.job(
      "originate {origination_uuid=leg,origination_caller_id_name='王 芳',origination_caller_id_number=13800138000,sip_h_X-Callweave-Call-Id=c1,cw_call_id=c1}user/1001@test &park()",
    );
    await under.clock.advance(1_100);
    expect(await job).toBe('+OK leg\n');
    expect(under.endpoints.dialled[0]).toMatchObject({
      url: 'user/1001@test',
      options: { callerName: '王 芳', callerNumber: '13800138000', headers: { 'X-Callweave-Call-Id': 'c1' } },
    });
    expect(await under.api('uuid_getvar leg cw_call_id')).toBe('c1');
    expect(await under.api('uuid_getvar leg dialed_user')).toBe('1001');
  });

  it.each([
    ['486', 'USER_BUSY'],
    ['603', 'CALL_REJECTED'],
    ['480', 'NO_USER_RESPONSE'],
    ['503', 'NORMAL_TEMPORARY_FAILURE'],
  ])('refused with %s answers -ERR %s, and the channel says both', async (status, cause) => {
    const under = new SwitchUnderTest();
    under.endpoints.farEnd = () => ({ does: 'refuse', afterMs: 30, sipStatus: Number(status), cause });
    const job = under.job('originate user/1001@test &park()');
    await under.clock.advance(100);
    expect(await job).toBe(`-ERR ${cause}\n`);
    const ended = under.last('CHANNEL_HANGUP_COMPLETE');
    expect(ended.header('variable_sip_term_status')).toBe(status);
    expect(ended.header('variable_sip_hangup_disposition')).toBe('recv_refuse');
  });

  it('to nobody registered fails without a channel; to a dead trunk one is destroyed', async () => {
    const under = new SwitchUnderTest();
    under.endpoints.farEnd = (url) => ({
      does: 'fail-to-dial',
      cause: url.startsWith('user/') ? 'USER_NOT_REGISTERED' : 'GATEWAY_DOWN',
    });
    expect(await under.api('originate user/1001@test &park()')).toBe('-ERR USER_NOT_REGISTERED\n');
    expect(under.names()).toEqual([]);
    under.gateways = [
      {
        name: 'pstn',
        proxy: 'sip:127.0.0.1:5090',
        username: 'x',
        realm: 'r',
        up: false,
        state: 'NOREG',
        pingAtEpoch: 1,
        pingEveryS: 5,
        upSinceEpoch: null,
      },
    ];
    expect(await under.api('originate sofia/gateway/pstn/139 &park()')).toBe('-ERR GATEWAY_DOWN\n');
    expect(under.names()).toEqual(['CHANNEL_DESTROY']);
    expect(await under.api('sofia status gateway pstn')).toContain('FailedCallsOUT\t1\n');
    expect(await under.api('sofia xmlstatus gateway pstn')).toContain('<status>DOWN</status>');
  });

  it('goes to the next destination when the first fails', async () => {
    const under = new SwitchUnderTest();
    under.endpoints.farEnd = (url) =>
      url.includes('1001')
        ? { does: 'refuse', afterMs: 10, sipStatus: 486, cause: 'USER_BUSY' }
        : { does: 'answer', ringMs: 10, answerMs: 50 };
    const job = under.job('originate user/1001@test|user/1002@test &park()');
    await under.clock.advance(200);
    expect(await job).toMatch(/^\+OK /);
    expect(under.endpoints.dialled.map((each) => each.url)).toEqual(['user/1001@test', 'user/1002@test']);
  });

  it('with early media is connected by it, unless told to ignore it', async () => {
    const under = new SwitchUnderTest();
    under.endpoints.farEnd = () => ({ does: 'ring', ringMs: 5_000 });
    const [ignoring, taking] = [
      under.job(
        'originate {origination_uuid=a,ignore_early_media=true,originate_timeout=2}user/1001@test &park()',
      ),
      under.job('originate {origination_uuid=b,originate_timeout=2}user/1002@test &park()'),
    ];
    await under.clock.advance(10);
    for (const { endpoint } of under.endpoints.dialled)
      endpoint.onEvent({ event: 'ringing', withMedia: true });
    await under.clock.advance(10);
    expect(await taking).toBe('+OK b\n');
    expect(under.last('CHANNEL_PARK').header('Answer-State')).toBe('early');
    await under.clock.advance(2_000);
    expect(await ignoring).toBe('-ERR NO_ANSWER\n');
  });

  it('runs an inline dialplan with loops and parentheses uncut', async () => {
    const under = new SwitchUnderTest();
    const job = under.job(
      "originate {origination_uuid=a}user/1001@test 'm:^:playback:tone_stream://%(100,0,400)^park' inline",
    );
    await under.clock.advance(1_300);
    expect(await job).toBe('+OK a\n');
    expect(under.events.find((event) => event.name === 'PLAYBACK_START')?.header('Playback-File-Path')).toBe(
      'tone_stream://%(100,0,400)',
    );
    expect(under.names('a').at(-1)).toBe('CHANNEL_PARK');
  });

  it('is refused when the id is taken or the switch is full', async () => {
    const under = new SwitchUnderTest(1);
    await under.answeredAgent('leg');
    expect(await under.api('originate {origination_uuid=leg}user/1001@test &park()')).toBe(
      '-ERR SWITCH_CONGESTION\n',
    );
    const refused = under.endpoints.arrive();
    expect(refused.done).toEqual(['hang-up SWITCH_CONGESTION']);
    const roomy = new SwitchUnderTest();
    await roomy.answeredAgent('leg');
    expect(await roomy.api('originate {origination_uuid=leg}user/1001@test &park()')).toBe(
      '-ERR DESTINATION_OUT_OF_ORDER\n',
    );
  });

  it('that the far end leaves while it is parked is over on both sides', async () => {
    const under = new SwitchUnderTest();
    const { endpoint } = await under.answeredAgent('leg');
    endpoint.onEvent({ event: 'hung-up', cause: 'NORMAL_CLEARING', sipTerm: 'BYE' });
    await under.clock.advance(10);
    expect(under.last('CHANNEL_HANGUP_COMPLETE').header('variable_sip_hangup_disposition')).toBe('recv_bye');
    expect(endpoint.done).toEqual([]);
  });
});

describe('an incoming call', () => {
  it('given up before the answer is a CANCEL', async () => {
    const under = new SwitchUnderTest();
    const endpoint = under.endpoints.arrive();
    await under.clock.advance(500);
    endpoint.onEvent({ event: 'hung-up', cause: 'ORIGINATOR_CANCEL', sipTerm: 'CANCEL' });
    await under.clock.advance(10);
    const ended = under.last('CHANNEL_HANGUP_COMPLETE');
    expect(ended.header('variable_sip_hangup_disposition')).toBe('recv_cancel');
    expect(ended.header('variable_billsec')).toBe('0');
    expect(ended.header('Caller-Channel-Answered-Time')).toBe('0');
  });

  it('refused by us before the answer says with what', async () => {
    const under = new SwitchUnderTest();
    const endpoint = under.endpoints.arrive();
    await under.clock.advance(0);
    await under.api(`uuid_kill ${under.core.sessions()[0]?.uuid} USER_BUSY`);
    await under.clock.advance(0);
    expect(endpoint.done).toEqual(['hang-up USER_BUSY']);
    const ended = under.last('CHANNEL_HANGUP_COMPLETE');
    expect(ended.header('variable_sip_hangup_disposition')).toBe('send_refuse');
    expect(ended.header('variable_sip_invite_failure_status')).toBe('486');
  });

  it('that cannot be answered, its offer without a common codec say, is hung up', async () => {
    const under = new SwitchUnderTest();
    const endpoint = under.endpoints.arrive();
    endpoint.answer = () => Promise.reject(new Error('no common codec'));
    await under.clock.advance(0);
    expect(await under.api(`uuid_answer ${under.core.sessions()[0]?.uuid}`)).toBe('-ERROR\n');
    await under.clock.advance(0);
    expect(under.last('CHANNEL_HANGUP').header('Hangup-Cause')).toBe('INCOMPATIBLE_DESTINATION');
  });

  it('can be left ringing with ring_ready and then answered by api', async () => {
    const under = new SwitchUnderTest();
    const endpoint = under.endpoints.arrive();
    await under.clock.advance(0);
    const uuid = under.core.sessions()[0]?.uuid ?? '';
    await under.execute(uuid, 'ring_ready');
    expect(endpoint.done).toEqual(['ring']);
    expect(await under.api(`uuid_answer ${uuid}`)).toBe('+OK\n');
    expect(under.last('CHANNEL_ANSWER').header('Answer-State')).toBe('answered');
  });

  it('everybody is hung up when the switch stops, and nobody new gets in', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    const stopped = under.core.stop();
    await under.clock.advance(100);
    await stopped;
    expect(customer.endpoint.done.at(-1)).toBe('hang-up SYSTEM_SHUTDOWN');
    expect(agent.endpoint.done.at(-1)).toMatch(/^hang-up/);
    expect(under.endpoints.arrive().done).toEqual(['hang-up SWITCH_CONGESTION']);
  });
});
