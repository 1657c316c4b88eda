import { expect, it } from 'vitest';
import { boundsOf, type Face } from '../../faces/face.ts';
import { smoothTrack } from './smooth-track.ts';
import { strengthsOf } from './strengths.ts';

/** A ring of points around x, y; `noise` moves each a little, differently in each frame. */
function face(x: number, y: number, { noise = 0, frame = 0, size = 100, yaw = 0 } = {}): Face {
  const points = Float32Array.from({ length: 468 * 3 }, (_, at) => {
    const index = Math.floor(at / 3);
    const jitter = noise * Math.sin(index * 12.9898 + frame * 78.233 + at * 3.1);
    const angle = (index / 468) * 2 * Math.PI;
    return (at % 3 === 0 ? x + size * Math.cos(angle) : at % 3 === 1 ? y + size * Math.sin(angle) : 0) + jitter;
  });
  return { points, box: boundsOf(points), score: 1, yaw, pitch: 0, roll: 0 };
}

it('tremor is halved at least, and a steady motion is followed without lag', () => {
  const frames = Array.from({ length: 40 }, (_, frame) => face(200 + 3 * frame, 200, { noise: 2, frame }));
  const clean = Array.from({ length: 40 }, (_, frame) => face(200 + 3 * frame, 200));
  const smooth = smoothTrack(frames);
  const error = (faces: readonly (Face | null)[], frame: number) => {
    let sum = 0;
    for (let at = 0; at < 468 * 3; at++) sum += (faces[frame]!.points[at]! - clean[frame]!.points[at]!) ** 2;
    return Math.sqrt(sum / (468 * 3));
  };
  for (const frame of [10, 20, 30]) expect(error(smooth, frame)).toBeLessThan(error(frames, frame) / 1.8);
});

it('a short gap is filled between its neighbours, a long one and a jump are not', () => {
  const track = [
    face(100, 100),
    null,
    null,
    face(106, 100),
    ...Array<null>(6).fill(null),
    face(110, 100),
    null,
    face(400, 100),
  ];
  const smooth = smoothTrack(track);
  expect(smooth[1]!.points[0]).toBeCloseTo(202, 0);
  expect(smooth.slice(4, 10)).toEqual(Array<null>(6).fill(null));
  expect(smooth[11]).toBeNull();
});

it('the swapped face fades out where the head turns away or is small, and is gone where it is not seen', () => {
  const source = face(0, 0);
  const still = strengthsOf(
    Array.from({ length: 9 }, () => face(0, 0)),
    source,
  );
  expect([...still]).toEqual(Array<number>(9).fill(1));
  const turned = strengthsOf([face(0, 0, { yaw: 40 })], source);
  expect(turned[0]).toBe(0);
  const between = strengthsOf([face(0, 0, { yaw: 19 })], source);
  expect(between[0]).toBeCloseTo(0.5, 5);
  expect(strengthsOf([face(0, 0, { size: 30 }), null], source)).toEqual(new Float32Array([0, 0]));
});
