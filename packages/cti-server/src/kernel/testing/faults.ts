import type { LegFailure, SwitchOrder } from '../../media-switch/media-switch.port.js';
import type { Fault } from './happenings.js';
import { AGENTS } from './random-centre.js';
import { ENDINGS, of, pick, type ToldHistory } from './told-history.js';

const FAILURES: readonly LegFailure[] = ['busy', 'no-answer', 'rejected', 'unreachable', 'failed'];
const ORDERS: readonly SwitchOrder['do'][] = [
  'switch.join',
  'switch.create-leg',
  'switch.play',
  'switch.collect',
  'switch.hold',
  'switch.answer',
  'switch.part',
  'switch.confer',
  'switch.spy',
  'switch.set-spy-mode',
];

/** Something breaks, or is mended. */
export function faultHappens(history: ToldHistory, what: Fault, agent: string, n: number, m: number) {
  const { site } = history;
  switch (what) {
    case 'browser vanishes': {
      if (!site.switch.registered.delete(agent)) return;
      history.tell(`the browser of ${agent} vanishes`);
      site.switch.failing.set(agent, 'unreachable');
      history.register('extension.unregistered', agent);
      return history.end(
        history.legs((leg) => leg.extension === agent && leg.answered)[0],
        of(['MEDIA_TIMEOUT', 'NORMAL_CLEARING'], m),
      );
    }
    case 'browser is back':
      if (site.switch.registered.has(agent)) return;
      site.switch.registered.add(agent);
      site.switch.failing.delete(agent);
      history.tell(`the browser of ${agent} is back`);
      return history.register('extension.registered', agent);
    case 'page is reloaded':
      if (!site.switch.registered.has(agent)) return;
      history.tell(`${agent} loads the page anew`);
      return history.register('extension.registered', agent);
    case 'legs fail from now on':
      history.tell(`legs to ${agent} fail from now on: ${of(FAILURES, m)}`);
      site.switch.failing.set(agent, of(FAILURES, m));
      return;
    case 'legs fail no more':
      history.tell('no leg fails any more');
      for (const one of AGENTS) if (site.switch.registered.has(one)) site.switch.failing.delete(one);
      return;
    case 'order is refused':
      history.tell(`${of(ORDERS, n)} is refused from now on`);
      site.switch.refusing.add(of(ORDERS, n));
      return;
    case 'order is forgotten':
      history.tell(`${of(ORDERS, n)} is forgotten from now on`);
      site.switch.forgetting.add(of(ORDERS, n));
      return;
    case 'orders are carried out again':
      history.tell('every order is carried out again');
      site.switch.refusing.clear();
      site.switch.forgetting.clear();
      return;
    case 'supervisor commands': {
      const to = of([{ state: 'ready' }, { state: 'aux', reason: 'meeting' }, { state: 'logged-out' }], m);
      return history.command('a1', 'agent.force-state', { agentId: agent, to }, 'supervisor');
    }
    case 'switch is away':
      if (history.away) return;
      history.away = true;
      history.tell('the switch is away');
      return site.disconnect();
    case 'switch is back':
      return history.away ? history.reconnect() : undefined;
    case 'switch restarts':
      history.tell('the switch restarts');
      history.away = false;
      site.disconnect();
      site.switch.legs.clear();
      return site.reconnect(true);
    case 'server restarts':
      history.tell('the server restarts');
      history.away = false;
      return site.restart();
    case 'server restarts while somebody hangs up': {
      const legId = pick(
        history.legs(() => true),
        n,
      );
      history.tell(`the server restarts, and ${legId} ends meanwhile`);
      history.away = false;
      return site.restart(() => {
        if (legId !== undefined) site.switch.end(legId, of(ENDINGS, m), 'far-end');
      });
    }
    case 'server restarts while somebody holds': {
      const leg = heldOrNot(history, n);
      history.tell(`the server restarts, and ${leg?.legId} ${leg?.held ? 'takes back' : 'holds'} meanwhile`);
      history.away = false;
      return site.restart(() => leg && site.switch.hold(leg.legId, !leg.held));
    }
    case 'phone holds': {
      const leg = heldOrNot(history, n);
      if (!leg) return;
      history.tell(`${leg.legId} ${leg.held ? 'takes back' : 'holds'} at his phone`);
      site.switch.hold(leg.legId, !leg.held);
      return site.settle();
    }
    case 'new day':
      history.tell('a new day begins');
      return site.take({ input: 'new-day' });
  }
}

function heldOrNot(history: ToldHistory, n: number) {
  const legId = pick(
    history.legs(({ joinedTo, extension }) => joinedTo !== null && extension !== null),
    n,
  );
  return legId === undefined ? undefined : history.site.switch.legs.get(legId);
}
