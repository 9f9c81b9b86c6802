import { RecordingList, type RecordingListProps, RecordingPlayer } from '@callweave/react-widgets';
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
          <RecordingPlayer key={opened[0].recordingId} recording={opened[0]} can={opened[1]} />
        )}
      </div>
    </main>
  );
}
