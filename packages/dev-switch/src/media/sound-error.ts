/** A sound that cannot be played; the message says which and what to do. */
export class SoundError extends Error {
  override readonly name = 'SoundError';
  constructor(
    readonly code: 'sound.not-found' | 'sound.unreadable' | 'sound.bad-spec',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
