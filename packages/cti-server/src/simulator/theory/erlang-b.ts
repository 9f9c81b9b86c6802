/**
 * Erlang B: the share of calls that find all of `servers` busy when nobody can wait. By the recursion
 * B(0) = 1, B(n) = a·B(n−1) / (n + a·B(n−1)) (Cooper, Introduction to Queueing Theory, 3.4), stable for thousands.
 */
export function erlangB(erlangs: number, servers: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  return blocked;
}
