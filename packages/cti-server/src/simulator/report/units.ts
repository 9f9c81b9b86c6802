import type { Estimate } from '../estimate.js';

export function seconds({ value, halfWidth }: Estimate): string {
  return `${(value / 1_000).toFixed(1)} s${uncertain(halfWidth / 1_000, 1)}`;
}

export function share({ value, halfWidth }: Estimate): string {
  return `${percent(value)}${uncertain(halfWidth * 100, 1)}`;
}

export function percent(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(1)} %` : '–';
}

export function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

function uncertain(halfWidth: number, digits: number): string {
  return Number.isFinite(halfWidth) ? ` ±${halfWidth.toFixed(digits)}` : '';
}
