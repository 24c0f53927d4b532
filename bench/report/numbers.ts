import type { Spread } from './statistics.ts';

/** A number without its fraction, its thousands apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

/** A number as it is read: with a decimal where it is small. */
export function figure(value: number): string {
  return value < 100 && !Number.isInteger(value) ? value.toFixed(1) : whole(value);
}

/** From the least to the greatest. */
export function rangeOf({ least, greatest }: Spread, write: (value: number) => string = (value) => value.toFixed(2)): string {
  return `${write(least)}–${write(greatest)}`;
}
