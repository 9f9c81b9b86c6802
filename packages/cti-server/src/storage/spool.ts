import { appendFile, open, readFile, rm } from 'node:fs/promises';

/** A file that keeps entries while the database is away; one JSON object a line, in order. */
export class Spool<Entry> {
  constructor(private readonly file: string) {}

  /** Appends and syncs; what it resolved for survives a power cut. */
  async add(entries: readonly Entry[]): Promise<void> {
    await appendFile(this.file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const handle = await open(this.file, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Everything spooled; a last line cut off by a crash is left out. */
  async read(): Promise<Entry[]> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const entries: Entry[] = [];
    for (const line of text.split('\n')) {
      if (line === '') continue;
      try {
        entries.push(JSON.parse(line) as Entry);
      } catch {
        break;
      }
    }
    return entries;
  }

  clear(): Promise<void> {
    return rm(this.file, { force: true });
  }
}
