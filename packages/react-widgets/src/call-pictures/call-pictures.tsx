import { type ReactElement, useEffect, useRef } from 'react';
import { otherSideOf } from '../call-lines/call-words.js';
import { useDirectory } from '../directory/use-directory.js';
import { Icon } from '../icons.js';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';
import { useCallPictures } from './use-call-pictures.js';

/** Who is seen in a video call, and oneself (VOX-4); no room is taken by a call that has sound alone. */
export function CallPictures(): ReactElement | null {
  const { t } = useCallweave();
  const { agent } = useSessionState();
  const { nameOf } = useDirectory('off');
  const { pictures, setCamera } = useCallPictures();
  if (pictures === null) return null;
  const { call, remote, own, instead, cameraOff } = pictures;
  const who = otherSideOf(call, agent?.agentId, nameOf) || t('bar.unknownCaller');
  const camera = t(cameraOff ? 'pictures.cameraOn' : 'pictures.cameraOff');
  return (
    // biome-ignore lint/a11y/useSemanticElements: no form is here that a fieldset would belong to
    <div className="cw-pictures" role="group" aria-label={t('pictures.label')} data-testid="call-pictures">
      <div className="cw-pictures__one">
        {/* Seen until the first picture covers it. */}
        <span className="cw-pictures__none">{t(`pictures.${instead}`)}</span>
        {remote !== null && (
          <Picture stream={remote} label={t('pictures.of', { who })} testId="picture-remote" />
        )}
      </div>
      {own !== null && (
        <div className="cw-pictures__one cw-pictures__one--own">
          <Picture stream={own} label={t('pictures.own')} testId="picture-own" />
          <button
            type="button"
            className="cw-button cw-button--small cw-pictures__camera"
            title={camera}
            data-testid="btn-camera"
            onClick={() => setCamera(cameraOff)}
          >
            <Icon name={cameraOff ? 'cameraOff' : 'camera'} width="16" height="16" />
            <span className="cw-visually-hidden">{camera}</span>
          </button>
        </div>
      )}
    </div>
  );
}

/** The sound is played by the session. */
function Picture({
  stream,
  label,
  testId,
}: {
  readonly stream: MediaStream;
  readonly label: string;
  readonly testId: string;
}): ReactElement {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null && video.current.srcObject !== stream) video.current.srcObject = stream;
  }, [stream]);
  return (
    <video
      ref={video}
      className="cw-pictures__video"
      aria-label={label}
      data-testid={testId}
      autoPlay
      muted
      playsInline
    />
  );
}
