export type { Journal } from './journal.port.js';
export { createKernel, type KernelParts } from './kernel.js';
export type {
  Actor,
  Effect,
  GivenUp,
  JournalEntry,
  Kernel,
  KernelCommandName,
  KernelEvent,
  KernelInput,
  KernelSettings,
  KernelViews,
  LastAgent,
  News,
  RestoredAgent,
  RestoredCall,
  RestoredContact,
  RestoredState,
  StepOutput,
  UndrawnListener,
  UndrawnMark,
} from './kernel.types.js';
export { LAST_AGENTS_KEPT } from './restore.js';
export { createRunner } from './runner.js';
export type { CommandOptions, Runner, RunnerLog, RunnerParts } from './runner.types.js';
