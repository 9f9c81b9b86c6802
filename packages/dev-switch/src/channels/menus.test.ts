import { describe, expect, it } from 'vitest';
import { SwitchUnderTest } from './testing/switch-under-test.js';

async function caller() {
  const under = new SwitchUnderTest();
  const { uuid, endpoint } = await under.answeredCaller();
  const press = async (digits: string, everyMs = 100) => {
    for (const digit of digits) {
      endpoint.onEvent({ event: 'digit', digit, durationMs: 100, source: 'rtp' });
      await under.clock.advance(everyMs);
    }
  };
  const variable = (name: string) => under.api(`uuid_getvar ${uuid} ${name}`);
  const completed = () => under.events.filter((event) => event.name === 'CHANNEL_EXECUTE_COMPLETE').at(-1);
  return { under, uuid, endpoint, press, variable, completed };
}

const PROMPT = 'tone_stream://%(400,0,400)';

describe('a menu (IVR-1)', () => {
  it('a key ends the prompt and is the first digit; the terminator ends the number', async () => {
    const { under, uuid, press, variable, completed } = await caller();
    await under.execute(uuid, 'play_and_get_digits', `1 8 1 5000 # ${PROMPT} '' order \\d+`);
    await under.clock.advance(100);
    await press('4711#');
    expect(await variable('order')).toBe('4711');
    expect(await variable('read_result')).toBe('success');
    expect(await variable('read_terminator_used')).toBe('#');
    expect(under.last('PLAYBACK_STOP').header('Playback-Status')).toBe('break');
    expect(completed()?.header('Application')).toBe('play_and_get_digits');
  });

  it('enough digits and then silence is a number as well, after the wait between digits', async () => {
    const { under, uuid, press, variable } = await caller();
    await under.execute(uuid, 'play_and_get_digits', `2 8 1 5000 # ${PROMPT} '' order '' 700`);
    await under.clock.advance(500);
    await press('12');
    await under.clock.advance(650);
    expect(await variable('read_result')).toBe('timeout');
    expect(await variable('order')).toBe('12');
  });

  it('digits that do not match are told apart, the invalid prompt is played and the tries count', async () => {
    const { under, uuid, press, variable } = await caller();
    await under.execute(
      uuid,
      'play_and_get_digits',
      `1 1 2 2000 # ${PROMPT} tone_stream://%(200,0,300) choice [12]`,
    );
    await under.clock.advance(500);
    await press('7');
    expect(await variable('choice_invalid')).toBe('7');
    await under.clock.advance(700);
    await press('2');
    expect(await variable('choice')).toBe('2');
    const played = under.events.filter((event) => event.name === 'PLAYBACK_START');
    expect(played.map((event) => event.header('Playback-File-Path'))).toEqual([
      PROMPT,
      'tone_stream://%(200,0,300)',
      PROMPT,
    ]);
  });

  it('nothing pressed at all is a failure without a digits variable', async () => {
    const { under, uuid, variable, completed } = await caller();
    await under.execute(uuid, 'play_and_get_digits', `1 1 1 1500 # ${PROMPT} missing.wav choice [12]`);
    await under.clock.advance(2_500);
    expect(await variable('choice')).toBe('_undef_');
    expect(await variable('read_result')).toBe('failure');
    expect(completed()?.header('Application')).toBe('play_and_get_digits');
  });

  it('an unanswered caller hears the prompt as early media', async () => {
    const under = new SwitchUnderTest();
    const endpoint = under.endpoints.arrive();
    await under.clock.advance(0);
    const uuid = under.core.sessions()[0]?.uuid ?? '';
    await under.execute(uuid, 'play_and_get_digits', `1 1 1 1000 # ${PROMPT} '' choice`);
    expect(endpoint.done).toContain('early-media');
    expect(under.names()).toContain('CHANNEL_PROGRESS_MEDIA');
    expect(under.last('PLAYBACK_START').header('Answer-State')).toBe('early');
  });
});

describe('playback', () => {
  it('ends at a terminator, `*` unless others are set, and says which', async () => {
    const { under, uuid, press, variable, completed } = await caller();
    await under.execute(uuid, 'playback', 'tone_stream://%(5000,0,400)');
    await press('5');
    expect(completed()?.header('Application')).toBe('answer');
    await press('*');
    expect(completed()?.header('Application-Response')).toBe('FILE PLAYED');
    expect(await variable('playback_terminator_used')).toBe('*');
    await under.api(`uuid_setvar ${uuid} playback_terminators any`);
    await under.execute(uuid, 'playback', 'tone_stream://%(5000,0,400)');
    await press('8');
    expect(await variable('playback_terminator_used')).toBe('8');
    await under.api(`uuid_setvar ${uuid} playback_terminators none`);
    await under.execute(uuid, 'playback', 'tone_stream://%(1000,0,400)');
    await press('*#1');
    await under.clock.advance(600);
    expect(under.last('PLAYBACK_STOP').header('Playback-Status')).toBe('break');
    await under.clock.advance(200);
    expect(under.last('PLAYBACK_STOP').header('Playback-Status')).toBe('done');
  });

  it('of a file that is not there says so and starts nothing', async () => {
    const { under, uuid, completed } = await caller();
    await under.execute(uuid, 'playback', 'no-such-prompt.wav');
    expect(completed()?.header('Application-Response')).toBe('FILE NOT FOUND');
    expect(under.names()).not.toContain('PLAYBACK_START');
  });

  it('takes the Event-UUID of its order as Application-UUID', async () => {
    const { under, uuid } = await caller();
    await under.execute(uuid, 'playback', 'silence_stream://100', { appUuid: 'my-own-id' });
    await under.clock.advance(200);
    expect(under.last('CHANNEL_EXECUTE').header('Application-UUID')).toBe('my-own-id');
    expect(under.last('CHANNEL_EXECUTE_COMPLETE').header('Application-UUID')).toBe('my-own-id');
  });

  it('with event-lock runs one order after another; without, the later one comes in between', async () => {
    const { under, uuid } = await caller();
    const order = async (eventLock: boolean) => {
      under.events.length = 0;
      await under.execute(uuid, 'playback', 'silence_stream://300', { eventLock });
      await under.execute(uuid, 'playback', 'silence_stream://200', { eventLock });
      await under.clock.advance(900);
      return under.events
        .filter((event) => event.name.startsWith('PLAYBACK_'))
        .map((event) => `${event.name} ${event.header('Playback-File-Path')}`);
    };
    const [long, short] = ['silence_stream://300', 'silence_stream://200'];
    expect(await order(true)).toEqual([
      `PLAYBACK_START ${long}`,
      `PLAYBACK_STOP ${long}`,
      `PLAYBACK_START ${short}`,
      `PLAYBACK_STOP ${short}`,
    ]);
    expect(await order(false)).toEqual([
      `PLAYBACK_START ${long}`,
      `PLAYBACK_START ${short}`,
      `PLAYBACK_STOP ${short}`,
      `PLAYBACK_STOP ${long}`,
    ]);
  });

  it('in loops ends with uuid_break; with all, what waits behind it is gone too', async () => {
    const { under, uuid, completed } = await caller();
    await under.execute(uuid, 'playback', 'silence_stream://600', { loops: -1, eventLock: true });
    await under.execute(uuid, 'playback', 'silence_stream://777', { eventLock: true });
    await under.clock.advance(1_500);
    expect(await under.api(`uuid_break ${uuid} all`)).toBe('+OK\n');
    await under.clock.advance(2_000);
    expect(completed()?.header('Application-Data')).toBe('silence_stream://600');
    expect(under.events.some((event) => event.header('Application-Data') === 'silence_stream://777')).toBe(
      false,
    );
    expect(await under.api(`uuid_exists ${uuid}`)).toBe('true');
  });

  it('gives the party silence again when it is over', async () => {
    const { under, uuid, endpoint } = await caller();
    await under.execute(uuid, 'playback', 'silence_stream://200');
    expect(endpoint.media.source).not.toBeNull();
    await under.clock.advance(300);
    expect(endpoint.media.source).toBeNull();
    expect(endpoint.media.framesHeard).toBe(10);
  });
});

describe('a parked call', () => {
  it('tells the keys pressed, by their source', async () => {
    const { under, endpoint } = await caller();
    endpoint.onEvent({ event: 'digit', digit: '3', durationMs: 120, source: 'info' });
    await under.clock.advance(0);
    expect(under.last('DTMF').header('DTMF-Digit')).toBe('3');
    expect(under.last('DTMF').header('DTMF-Source')).toBe('ENDPOINT');
    expect(under.last('DTMF').header('DTMF-Duration')).toBe('960');
  });

  it('is let go when park_timeout is over, with its cause; 0 hangs up at once', async () => {
    for (const [timeout, waitMs, cause] of [
      ['2:ALLOTTED_TIMEOUT', 2_100, 'ALLOTTED_TIMEOUT'],
      ['0', 0, 'NORMAL_CLEARING'],
    ] as const) {
      const { under, uuid } = await caller();
      await under.api(`uuid_setvar ${uuid} park_timeout ${timeout}`);
      await under.api(`uuid_park ${uuid}`);
      await under.clock.advance(waitMs);
      expect(under.last('CHANNEL_HANGUP').header('Hangup-Cause')).toBe(cause);
    }
  });

  it('an application nobody knows hangs the call up, as FreeSWITCH does', async () => {
    const { under, uuid } = await caller();
    await under.execute(uuid, 'no_such_application');
    await under.clock.advance(0);
    expect(under.last('CHANNEL_HANGUP_COMPLETE').header('variable_hangup_cause')).toBe(
      'DESTINATION_OUT_OF_ORDER',
    );
  });

  it('takes set, sleep, send_dtmf and hangup with what they name', async () => {
    const { under, uuid, endpoint, variable } = await caller();
    await under.execute(uuid, 'set', 'greeting=hello');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: FreeSWITCH's own way to name a variable
    await under.execute(uuid, 'set', 'copy=${greeting} you');
    expect(await variable('copy')).toBe('hello you');
    await under.execute(uuid, 'send_dtmf', '12@200');
    expect(endpoint.done).toContain('digits 12 200');
    await under.execute(uuid, 'sleep', '500', { eventLock: true });
    await under.execute(uuid, 'hangup', 'CALL_REJECTED', { eventLock: true });
    expect(await under.api(`uuid_exists ${uuid}`)).toBe('true');
    await under.clock.advance(500);
    expect(await under.api(`uuid_exists ${uuid}`)).toBe('false');
    expect(endpoint.done.at(-1)).toBe('hang-up CALL_REJECTED');
  });

  it('refuses orders beyond what may wait', async () => {
    const { under, uuid } = await caller();
    await under.execute(uuid, 'playback', 'silence_stream://-1', { eventLock: true });
    const session = under.core.find(uuid);
    const order = { ...(await import('./private-event.js')).executeOrder('playback', 'x') };
    const taken = Array.from({ length: 300 }, () => session?.orders.add(order)).filter(Boolean);
    expect(taken).toHaveLength(256);
  });
});

describe('a message (IVR-7)', () => {
  const recorded = (under: SwitchUnderTest) => under.recorded.at(-1);

  it('is recorded in one channel, until a terminator is pressed; keys that are none do not end it', async () => {
    const { under, uuid, press, variable, completed } = await caller();
    await under.api(`uuid_setvar_multi ${uuid} playback_terminators=#;RECORD_STEREO=true`);
    await under.execute(uuid, 'record', 'message.wav 60 200 5');
    expect(under.last('RECORD_START').header('Record-File-Path')).toBe('message.wav');
    expect(recorded(under)?.options.stereo).toBe(false);
    await press('12');
    expect(recorded(under)?.stopped).toBe(false);
    await press('#');
    expect(recorded(under)?.stopped).toBe(true);
    expect(under.last('RECORD_STOP').header('variable_record_ms')).toBe('200');
    expect(await variable('playback_terminator_used')).toBe('#');
    expect(completed()?.header('Application')).toBe('record');
  });

  it('ends less than a second after its limit', async () => {
    const { under, uuid } = await caller();
    await under.execute(uuid, 'record', 'message.wav 3');
    await under.clock.advance(2_900);
    expect(recorded(under)?.stopped).toBe(false);
    await under.clock.advance(1_200);
    expect(recorded(under)?.stopped).toBe(true);
  });

  it('ends when it is broken off', async () => {
    const { under, uuid, completed } = await caller();
    await under.execute(uuid, 'record', 'message.wav 60');
    await under.clock.advance(500);
    await under.api(`uuid_break ${uuid} all`);
    expect(recorded(under)?.stopped).toBe(true);
    expect(completed()?.header('Application')).toBe('record');
  });

  it('that cannot be written ends the call, as FreeSWITCH does', async () => {
    const { under, uuid } = await caller();
    await under.execute(uuid, 'record', '/nowhere/message.wav');
    await under.clock.advance(20);
    expect(under.last('CHANNEL_HANGUP_COMPLETE').header('Hangup-Cause')).toBe('DESTINATION_OUT_OF_ORDER');
  });
});
