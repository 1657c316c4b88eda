import { createHash } from 'node:crypto';

/** A source of numbers that depends on nothing but its key. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number, both ends included. */
  whole(low: number, high: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** 48 bits of the hash of the parts. */
export function hashNumber(...parts: readonly unknown[]): number {
  return Number.parseInt(hashText(...parts).slice(0, 12), 16);
}

export function hashText(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Mulberry32 (Tommy Ettinger, public domain), seeded by a hash of the parts. */
export function chanceOf(...parts: readonly unknown[]): Chance {
  let state = hashNumber(...parts) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    next,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
  };
}
