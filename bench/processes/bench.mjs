// One bench in a process of its own: `fork` it with the bench's name, and `--long` for its long form; it sends how long it
// may take at most, then what `run` gives, and ends.
process.once('disconnect', () => process.exit(1));

const [, , name, form] = process.argv;
const long = form === '--long';
const { run, deadlineMs = null, longDeadlineMs = deadlineMs } = await import(`../${name}.bench.mjs`);
process.send({ deadlineMs: long ? longDeadlineMs : deadlineMs });
const result = await run({ long });
process.send({ result }, () => process.exit(0));
