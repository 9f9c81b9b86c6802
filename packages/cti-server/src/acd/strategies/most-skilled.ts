import { longestIdle } from './longest-idle.js';
import type { Strategy } from './strategy.types.js';

/** Whoever holds the highest levels, added up, in the skills the call asks for; the longest idle among equals (技能). */
export const mostSkilled: Strategy = {
  chooses: 'most skilled',
  key: longestIdle.key,
  fit(skills, { requires }) {
    let sum = 0;
    for (const [skill] of requires) sum += skills[skill] ?? 0;
    return sum;
  },
};
