export interface PictureElements {
  readonly remoteVideo?: HTMLVideoElement | undefined;
  readonly localVideo?: HTMLVideoElement | undefined;
}

/** Shows the far end's pictures, and the agent his own; the sound goes elsewhere. */
export class Pictures {
  readonly #elements: PictureElements;

  constructor(elements: PictureElements) {
    this.#elements = elements;
    for (const element of [elements.remoteVideo, elements.localVideo]) {
      if (element === undefined) continue;
      element.autoplay = true;
      element.muted = true;
      element.playsInline = true;
    }
  }

  show({ remote, local }: { readonly remote: MediaStream; readonly local: MediaStream | undefined }): void {
    put(this.#elements.remoteVideo, remote);
    put(this.#elements.localVideo, local);
  }

  /** Goes dark if they come from that leg. */
  stop(remote: MediaStream): void {
    const { remoteVideo, localVideo } = this.#elements;
    if (remoteVideo !== undefined && remoteVideo.srcObject !== remote) return;
    if (remoteVideo) remoteVideo.srcObject = null;
    if (localVideo) localVideo.srcObject = null;
  }
}

function put(element: HTMLVideoElement | undefined, stream: MediaStream | undefined): void {
  if (element === undefined) return;
  const shown = stream !== undefined && stream.getVideoTracks().length > 0 ? stream : null;
  if (element.srcObject !== shown) element.srcObject = shown;
}
