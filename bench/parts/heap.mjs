import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Bytes that are really in use: what can be collected is collected first. */
export function heapInUse() {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
