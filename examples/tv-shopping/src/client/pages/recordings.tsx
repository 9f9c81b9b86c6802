import {
  RecordingList,
  type RecordingListProps,
  RecordingPlayer,
  useCallweave,
} from '@callweave/react-widgets';
import { type ReactElement, useState } from 'react';
import { useSettings } from '../shell/settings.js';

type Opened = Parameters<NonNullable<RecordingListProps['onOpen']>>;

/** The team leader's recordings: found by everything that is known of a call, and heard (REC-2). */
export function Recordings(): ReactElement {
  const { w } = useSettings();
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <main className="recordings">
      <h2>{w.recordings.title}</h2>
      <div className="recordings__columns">
        <RecordingList
          selectedId={opened?.[0].recordingId ?? null}
          dataFields={[
            { name: 'customer', label: w.recordings.customer },
            { name: 'level', label: w.recordings.level },
          ]}
          onOpen={(...chosen) => setOpened(chosen)}
        />
        {opened === null ? (
          <p className="hint">{w.recordings.choose}</p>
        ) : (
          <div className="quality__one" key={opened[0].recordingId}>
            <RecordingPlayer recording={opened[0]} can={opened[1]} />
            <Inspect recording={opened[0]} />
          </div>
        )}
      </div>
    </main>
  );
}

/** Begins an inspection of this recording, of each agent who took part, by the first score sheet. */
function Inspect({ recording }: { readonly recording: Opened[0] }): ReactElement {
  const { w } = useSettings();
  const { session } = useCallweave();
  const [said, setSaid] = useState<'begun' | 'noSheet' | 'inspectFailed' | null>(null);
  const begin = async (): Promise<void> => {
    const [sheet] = await session.quality.sheets();
    if (sheet === undefined) return setSaid('noSheet');
    const { recordingId } = recording;
    for (const agentId of new Set(recording.agents))
      await session.quality.begin({ recordingId, sheetId: sheet.sheetId, agentId });
    setSaid('begun');
  };
  return (
    <p className="quality__begin">
      <button
        type="button"
        className="cw-button cw-button--small"
        data-testid="btn-inspect"
        onClick={() => void begin().catch(() => setSaid('inspectFailed'))}
      >
        {w.recordings.inspect}
      </button>
      <output>{said !== null && w.recordings[said]}</output>
    </p>
  );
}
