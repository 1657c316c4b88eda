/**
 * Closed-form path of a ball that falls, bounces with a coefficient of restitution and comes to rest:
 * between contacts h(t) = v·t − g·t²/2, and each contact keeps the share `restitution` of the speed.
 */
export interface BouncePath {
  /** Height above the floor at `time` seconds, ≥ 0. */
  heightAt(time: number): number;
  /** Contacts with the floor, sorted; `speed` is the speed just before. */
  contacts: { time: number; speed: number }[];
}

export interface BounceOptions {
  startHeight: number;
  gravity: number;
  restitution: number;
  startTime?: number;
  /** Contacts slower than this end the bouncing; the ball then rests. */
  restSpeed?: number;
  maxContacts?: number;
}

export function bouncePath(options: BounceOptions): BouncePath {
  const { startHeight, gravity, restitution, startTime = 0, maxContacts = 64 } = options;
  const restSpeed = options.restSpeed ?? 0.12 * Math.sqrt(2 * gravity * startHeight);
  const contacts: { time: number; speed: number }[] = [];
  let time = startTime + Math.sqrt((2 * startHeight) / gravity);
  let speed = Math.sqrt(2 * gravity * startHeight);
  while (speed > restSpeed && contacts.length < maxContacts) {
    contacts.push({ time, speed });
    speed *= restitution;
    time += (2 * speed) / gravity;
  }
  return {
    contacts,
    heightAt(at) {
      const first = contacts[0];
      if (at <= startTime || first === undefined) return startHeight;
      if (at < first.time) return startHeight - 0.5 * gravity * (at - startTime) ** 2;
      let last = first;
      for (const contact of contacts) if (contact.time <= at) last = contact;
      const since = at - last.time;
      const up = last.speed * restitution;
      if (last === contacts[contacts.length - 1] && up <= restSpeed) return 0;
      return Math.max(0, up * since - 0.5 * gravity * since * since);
    },
  };
}

/** Repeatable noise in 0..1 for integer coordinates (a 32-bit mix in the manner of MurmurHash3's finaliser). */
export function hashNoise(x: number, y: number, z = 0): number {
  let h = (Math.imul(x | 0, 0x9e3779b1) ^ Math.imul(y | 0, 0x85ebca6b) ^ Math.imul(z | 0, 0xc2b2ae35)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
