// One bench in a process of its own: `fork` it with the bench's name; it sends how long it may take at most, then what
// `run` gives, and ends.
process.once('disconnect', () => process.exit(1));

const { run, deadlineMs = null } = await import(`../${process.argv[2]}.bench.mjs`);
process.send({ deadlineMs });
const result = await run();
process.send({ result }, () => process.exit(0));
