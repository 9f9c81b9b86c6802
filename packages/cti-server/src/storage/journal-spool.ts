import type { JournalEntry } from '../kernel/index.js';
import { Spool } from './spool.js';

/** Keeps journal entries while the database is away. */
export class JournalSpool extends Spool<JournalEntry> {}
