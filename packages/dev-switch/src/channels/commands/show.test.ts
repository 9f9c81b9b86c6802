import { describe, expect, it } from 'vitest';
import { readCapture } from '../testing/capture.js';
import { SwitchUnderTest } from '../testing/switch-under-test.js';

function capturedRow(capture: string, command: string): string[] {
  const found = readCapture(capture).commands.find((each) => each.api === command);
  return Object.keys((JSON.parse(found?.reply ?? '') as { rows: Record<string, string>[] }).rows[0] ?? {});
}

describe('what is up, for a server that takes over (CALL-9)', () => {
  it('channels and calls have the columns of a real FreeSWITCH, in their order', async () => {
    const under = new SwitchUnderTest();
    await under.bridged();
    const rows = async (command: string) =>
      (JSON.parse(await under.api(command)) as { row_count: number; rows: Record<string, string>[] }).rows;
    expect(Object.keys((await rows('show channels as json'))[0] ?? {})).toEqual(
      capturedRow('inbound-park-answer-digits-hangup', 'show channels as json'),
    );
    expect(Object.keys((await rows('show calls as json'))[0] ?? {})).toEqual(
      capturedRow('consult-then-complete-transfer', 'show calls as json'),
    );
  });

  it('a bridged pair is one call and two channels, under one call_uuid', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    await under.answeredCaller();
    const calls = JSON.parse(await under.api('show calls as json'));
    expect(calls.row_count).toBe(2);
    expect(calls.rows[0]).toMatchObject({
      uuid: customer.uuid,
      b_uuid: agent.uuid,
      b_state: 'CS_EXCHANGE_MEDIA',
    });
    expect(JSON.parse(await under.api('show bridged_calls as json')).row_count).toBe(1);
    const channels = JSON.parse(await under.api('show channels as json'));
    expect(channels.rows.map((row: Record<string, string>) => row['call_uuid']).slice(0, 2)).toEqual([
      customer.uuid,
      customer.uuid,
    ]);
    expect(await under.api('show channels count')).toBe('\n3 total.\n');
    expect(JSON.parse(await under.api('show channels count as json'))).toEqual({ row_count: 3 });
    expect(JSON.parse(await under.api(`show channels like ${agent.uuid} as json`)).row_count).toBe(1);
    expect(await under.api('show calls')).toMatch(/^uuid,direction,/);
  });

  it('registrations are listed and give contacts', async () => {
    const under = new SwitchUnderTest();
    expect(await under.api('sofia_contact 1001@test')).toBe('error/user_not_registered');
    under.registrations = [
      {
        user: '1001',
        domain: 'test',
        callId: 'c1',
        contact: 'sip:1001@127.0.0.1:7500',
        expiresAtEpoch: 1_795_000_000,
        networkIp: '127.0.0.1',
        networkPort: 7500,
        transport: 'udp',
        userAgent: 'phone',
      },
    ];
    expect(JSON.parse(await under.api('show registrations as json')).rows[0]).toMatchObject({
      reg_user: '1001',
      realm: 'test',
      url: 'sofia/internal/sip:1001@127.0.0.1:7500',
      network_ip: '127.0.0.1',
      network_port: '7500',
      network_proto: 'udp',
    });
    expect(await under.api('sofia_contact 1001@test')).toBe('sofia/internal/sip:1001@127.0.0.1:7500');
    expect(await under.api('sofia_contact internal/1001@test')).toBe(
      'sofia/internal/sip:1001@127.0.0.1:7500',
    );
  });

  it('uuid_dump tells every header and variable, as json and as text', async () => {
    const under = new SwitchUnderTest();
    const { uuid } = await under.answeredCaller();
    await under.api(`uuid_setvar ${uuid} cw_note 王芳 & co`);
    const dump = JSON.parse(await under.api(`uuid_dump ${uuid} json`));
    expect(dump).toMatchObject({
      'Event-Name': 'CHANNEL_DATA',
      'Answer-State': 'answered',
      variable_cw_note: '王芳 & co',
    });
    expect(await under.api(`uuid_dump ${uuid} plain`)).toContain('\nvariable_cw_note: 王芳 & co\n');
    expect(await under.api(`uuid_dump ${uuid}`)).toContain(
      `variable_cw_note: ${encodeURIComponent('王芳 & co')}`,
    );
    expect(await under.api(`uuid_getvar ${uuid} DP_MATCH[0]`)).toBe('4008001234');
    expect(await under.api(`uuid_setvar ${uuid} cw_note`)).toBe('+OK\n');
    expect(await under.api(`uuid_getvar ${uuid} cw_note`)).toBe('_undef_');
  });
});

describe('commands, whatever they are given', () => {
  it('answer with text and leave no channel behind after hupall', async () => {
    const under = new SwitchUnderTest();
    const names =
      'uuid_kill uuid_answer uuid_park uuid_bridge uuid_transfer uuid_hold uuid_broadcast uuid_break uuid_record uuid_setvar uuid_setvar_multi uuid_getvar uuid_dump uuid_exists uuid_send_dtmf uuid_recv_dtmf uuid_phone_event uuid_pre_answer uuid_ring_ready show sofia sofia_contact hupall eval echo global_getvar global_setvar version status originate'.split(
        ' ',
      );
    const { uuid } = await under.answeredCaller();
    const words = [
      '',
      uuid,
      `${uuid} ${uuid}`,
      `${uuid} x`,
      '{',
      "'",
      `${uuid} '`,
      '%',
      '\u0000',
      '-bleg',
      `${uuid} -both`,
      '王芳',
    ];
    for (const name of names) {
      for (const text of words) {
        const reply = under.job(`${name} ${text}`);
        await under.clock.advance(name === 'originate' ? 1_100 : 20);
        expect(typeof (await reply)).toBe('string');
      }
    }
    await under.api('hupall');
    await under.clock.advance(100);
    expect(under.core.sessions()).toHaveLength(0);
  });
});
