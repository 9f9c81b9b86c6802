/**
 * The other side of `startChild`: answers what the parent asks, and ends when the parent is gone.
 * @param {Record<string, (params: any) => unknown>} answers
 * @param {() => Promise<unknown> | unknown} cleanUp
 */
export function serveParent(answers, cleanUp = () => {}) {
  process.on('message', async ({ id, what, params }) => {
    try {
      process.send?.({ id, result: (await answers[what](params)) ?? null });
    } catch (error) {
      if (process.connected) process.send?.({ id, error: error.message });
    }
  });
  process.once('disconnect', async () => {
    setTimeout(() => process.exit(1), 4_000).unref();
    await cleanUp();
    process.exit(0);
  });
}
