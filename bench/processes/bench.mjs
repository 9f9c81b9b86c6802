// One bench in a process of its own: `fork` it with the bench's name; it sends what `run` gives and ends.
process.once('disconnect', () => process.exit(1));

const { run } = await import(`../${process.argv[2]}.bench.mjs`);
const result = await run();
process.send(result, () => process.exit(0));
