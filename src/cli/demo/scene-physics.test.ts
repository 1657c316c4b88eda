import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bouncePath, hashNoise } from './scene-physics.ts';

describe('a bouncing ball', () => {
  const ball = { startHeight: 2, gravity: 9.81, restitution: 0.7 };

  test('first touches the floor when free fall says so, at the speed of free fall', () => {
    const [first] = bouncePath(ball).contacts;
    expect(first?.time).toBeCloseTo(Math.sqrt((2 * 2) / 9.81), 9);
    expect(first?.speed).toBeCloseTo(Math.sqrt(2 * 9.81 * 2), 9);
  });

  test('keeps the share of its speed at each contact, and the flight in between is as long as that speed carries it', () => {
    const { contacts } = bouncePath(ball);
    expect(contacts.length).toBeGreaterThan(3);
    for (const [i, contact] of contacts.entries()) {
      const next = contacts[i + 1];
      if (!next) break;
      expect(next.speed).toBeCloseTo(contact.speed * 0.7, 9);
      expect(next.time - contact.time).toBeCloseTo((2 * contact.speed * 0.7) / 9.81, 9);
    }
  });

  test('is on the floor at each contact, never under it, and rests in the end', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (startHeight, restitution) => {
          const path = bouncePath({ startHeight, gravity: 9.81, restitution, startTime: 0.5 });
          for (const { time } of path.contacts) expect(path.heightAt(time)).toBeLessThan(1e-6);
          for (let t = 0; t < 12; t += 0.05) {
            expect(path.heightAt(t)).toBeGreaterThanOrEqual(0);
            expect(path.heightAt(t)).toBeLessThanOrEqual(startHeight + 1e-9);
          }
          expect(path.heightAt(0.2)).toBe(startHeight);
          expect(path.heightAt(1_000)).toBe(0);
        },
      ),
    );
  });
});

test('the noise of the picture is the same every time and spreads over 0 to 1', () => {
  const values = Array.from({ length: 2000 }, (_, i) => hashNoise(i % 50, Math.floor(i / 50), 3));
  expect(values).toEqual(Array.from({ length: 2000 }, (_, i) => hashNoise(i % 50, Math.floor(i / 50), 3)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean).toBeGreaterThan(0.45);
  expect(mean).toBeLessThan(0.55);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
});
