import {
  InspectionForm,
  InspectionList,
  PlayerPanel,
  type RecordingListProps,
  SamplingRules,
  ScoreSheets,
  useCallweave,
  useRecordingPlayer,
} from '@callweave/react-widgets';
import { type ReactElement, useEffect, useState } from 'react';
import { useSettings } from '../shell/settings.js';

const PARTS = ['inspections', 'sheets', 'rules'] as const;

type Recording = Parameters<NonNullable<RecordingListProps['onOpen']>>[0];

/** Quality inspection: an agent reads his own; a team leader scores, and writes sheets and rules (REC-4). */
export function Quality({ leads }: { readonly leads: boolean }): ReactElement {
  const { w } = useSettings();
  const [part, setPart] = useState<(typeof PARTS)[number]>('inspections');
  return (
    <main className="recordings">
      <div className="wall__head">
        <h2>{w.quality.title}</h2>
        {leads && (
          <nav className="quality__parts">
            {PARTS.map((one) => (
              <button
                key={one}
                type="button"
                className="cw-button cw-button--small"
                aria-pressed={part === one}
                data-testid={`quality-${one}`}
                onClick={() => setPart(one)}
              >
                {w.quality[one]}
              </button>
            ))}
          </nav>
        )}
      </div>
      {part === 'sheets' ? <ScoreSheets /> : part === 'rules' ? <SamplingRules /> : <Inspections />}
    </main>
  );
}

type Opened = Parameters<NonNullable<Parameters<typeof InspectionList>[0]['onOpen']>>[0];

function Inspections(): ReactElement {
  const { w } = useSettings();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [revision, setRevision] = useState(0);
  return (
    <div className="recordings__columns">
      <InspectionList selectedId={opened?.inspectionId ?? null} revision={revision} onOpen={setOpened} />
      {opened === null ? (
        <p className="hint">{w.quality.choose}</p>
      ) : (
        <Inspected
          key={opened.inspectionId}
          inspection={opened}
          onChange={() => setRevision((before) => before + 1)}
        />
      )}
    </div>
  );
}

interface InspectedProps {
  readonly inspection: Opened;
  readonly onChange: () => void;
}

/** When the recording is gone meanwhile, the scores are still there. */
function Inspected({ inspection, onChange }: InspectedProps): ReactElement {
  const { session } = useCallweave();
  const [recording, setRecording] = useState<Recording | null>(null);
  const { recordingId } = inspection;
  useEffect(() => {
    const gone = new AbortController();
    session.recordings.find({ recordingId }, { signal: gone.signal }).then(
      ({ recordings }) => setRecording(recordings[0] ?? null),
      () => undefined,
    );
    return () => gone.abort();
  }, [session, recordingId]);
  return (
    <div className="quality__one">
      {recording === null ? (
        <InspectionForm inspectionId={inspection.inspectionId} onChange={onChange} />
      ) : (
        <Heard inspection={inspection} recording={recording} onChange={onChange} />
      )}
    </div>
  );
}

function Heard({
  inspection,
  recording,
  onChange,
}: InspectedProps & { readonly recording: Recording }): ReactElement {
  const player = useRecordingPlayer(recording);
  return (
    <>
      <PlayerPanel player={player} />
      <InspectionForm inspectionId={inspection.inspectionId} player={player} onChange={onChange} />
    </>
  );
}
