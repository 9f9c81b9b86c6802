import type { TrunkSnapshot } from '@callweave/cti-core';
import { memo, type ReactElement } from 'react';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { formatClockTime } from '../time/clock-time.js';
import { formatDuration } from '../time/duration.js';
import { useServerTime } from '../time/use-server-now.js';
import { useMonitoring } from '../wall/use-monitor.js';
import { useWallState } from '../wall/use-wall-state.js';
import { trunkView } from './trunk-wall.core.js';

/** All gateways, live (SUP-1): up or down, how many channels are busy and idle, the most of today. */
export function TrunkWall(): ReactElement {
  const { t } = useCallweave();
  useMonitoring();
  const trunks = useWallState((state) => state.monitor?.trunks);
  return (
    <section className="cw-trunk-wall" aria-label={t('trunks.label')}>
      {trunks === undefined && <p className="cw-board__hint">{t('trunks.loading')}</p>}
      {trunks?.length === 0 && <p className="cw-board__hint">{t('trunks.empty')}</p>}
      {trunks !== undefined && trunks.length > 0 && (
        <ul className="cw-trunk-wall__list">
          {trunks.map((trunk) => (
            <Trunk key={trunk.name} trunk={trunk} />
          ))}
        </ul>
      )}
    </section>
  );
}

const Trunk = /* @__PURE__ */ memo(function Trunk({ trunk }: { readonly trunk: TrunkSnapshot }) {
  const { t, locale } = useCallweave();
  const { name, up, channels, peak, since } = trunk;
  const { busy, idle, share, peakShare, heat } = trunkView(trunk);
  const lasts = useServerTime((now) => formatDuration(now - since));
  return (
    <li className="cw-trunk" data-up={up} data-heat={heat} data-testid="trunk" data-trunk={name}>
      <header className="cw-trunk__head">
        <h3 className="cw-trunk__name">{name}</h3>
        <p className="cw-trunk__state">
          <Icon name={up ? 'check' : 'warning'} width="1.1em" height="1.1em" />
          {t(up ? 'trunks.up' : 'trunks.down')}
          {!up && <span className="cw-number">{t('trunks.since', { time: lasts })}</span>}
        </p>
      </header>
      {share !== null && (
        // biome-ignore lint/a11y/useSemanticElements: `meter` cannot carry the mark of the peak
        <div
          className="cw-trunk__bar"
          role="meter"
          aria-label={t('trunks.use', { name })}
          aria-valuemin={0}
          aria-valuemax={channels ?? Math.max(busy, peak?.inUse ?? 0, 1)}
          aria-valuenow={busy}
        >
          <span style={{ inlineSize: `${share * 100}%` }} />
          {peakShare !== null && <i style={{ insetInlineStart: `${peakShare * 100}%` }} />}
        </div>
      )}
      <dl className="cw-trunk__figures">
        <div>
          <dt>{t('trunks.busy')}</dt>
          <dd className="cw-number">{busy}</dd>
        </div>
        {idle !== null && (
          <div>
            <dt>{t('trunks.idle')}</dt>
            <dd className="cw-number">
              {idle} <small>{t('trunks.of', { channels })}</small>
            </dd>
          </div>
        )}
        {peak && (
          <div>
            <dt>{t('trunks.peak')}</dt>
            <dd className="cw-number">
              {peak.inUse} <small>{t('trunks.peakAt', { time: formatClockTime(locale, peak.at) })}</small>
            </dd>
          </div>
        )}
      </dl>
    </li>
  );
});
