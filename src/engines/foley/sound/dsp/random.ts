/**
 * Seeded random streams: sfc32 (Doty-Humphrey, PractRand), 128 bits of state filled from a string by an FNV-1a style
 * hash with a murmur3 finaliser. A fork depends on the path of labels only, never on how many numbers were drawn, so
 * adding a draw in one voice does not change another.
 */
import type { Random } from '../voice.ts';

function hash(text: string, basis: number): number {
  let h = basis | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

class Sfc32 implements Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spare: number | undefined;
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
    this.a = hash(path, 0x811c9dc5);
    this.b = hash(path, 0x9e3779b9);
    this.c = hash(path, 0x243f6a88);
    for (let i = 0; i < 12; i++) this.next();
  }

  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  range(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Marsaglia's polar method; the second deviate is kept for the next call. */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    let u: number;
    let v: number;
    let s: number;
    do {
      u = this.next() * 2 - 1;
      v = this.next() * 2 - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt((-2 * Math.log(s)) / s);
    this.spare = v * factor;
    return u * factor;
  }

  fork(label: string): Random {
    return new Sfc32(`${this.path}/${label}`);
  }
}

/** A stream for `seed`; equal seeds give equal streams on every machine. */
export function createRandom(seed: number | string): Random {
  return new Sfc32(`seed:${seed}`);
}
