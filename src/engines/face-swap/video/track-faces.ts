import { type Face, overlap } from '../../faces/face.ts';
import { findFaces, meshNear } from '../../faces/find-faces.ts';
import { identityOf, likeness } from '../../faces/identity.ts';
import type { FaceModels } from '../../faces/load-human.ts';
import { type Raster, sampleRectangle } from '../../faces/raster.ts';

/** One person through the video: where the face is, frame by frame; null where it is not seen. */
export interface Person {
  faces: (Face | null)[];
  identity: Float32Array;
}

export interface Tracker {
  /** Frames in order. */
  look(frame: Raster): Promise<void>;
  /** `faces` of every person has as many entries as there were frames. */
  readonly people: Person[];
}

/** The whole frame is searched this often, for people who come in. */
const SEARCH_EVERY = 12;
/** And this often while somebody who was there is not found. */
const RETRY_EVERY = 3;
/** Frames after which a lost face is no longer looked for where it was. */
const FORGET_AFTER = 6;
const SAME_PLACE = 0.35;
/** Mean difference of grey (0..255) on 32 × 32 cells that a cut makes; motion makes less. */
const CUT = 28;
const CUT_GRID = 32;
const MAX_PEOPLE = 12;
/** A face that comes back is taken for the person it is most like, from this likeness on. */
const SAME_PERSON = 0.6;

interface Followed {
  person: Person;
  last: Face;
  lastFrame: number;
}

/**
 * Follows faces through a video: from frame to frame by place (the mesh around the last box), after cuts and gaps by
 * likeness of the identity vectors.
 */
export function createTracker(models: FaceModels, signal: AbortSignal): Tracker {
  const people: Person[] = [];
  let followed: Followed[] = [];
  let frameIndex = -1;
  let lastSearch = -Infinity;
  let grey: Float32Array | null = null;

  const place = (entry: Followed, face: Face) => {
    entry.person.faces[frameIndex] = face;
    entry.last = face;
    entry.lastFrame = frameIndex;
  };

  async function meet(frame: Raster, face: Face): Promise<void> {
    const identity = await identityOf(models, frame, face);
    const absent = people.filter((person) => person.faces[frameIndex] === null);
    let [person, best]: [Person | null, number] = [null, SAME_PERSON];
    for (const candidate of absent) {
      const like = likeness(candidate.identity, identity);
      if (like > best) [person, best] = [candidate, like];
    }
    if (person === null) {
      if (people.length >= MAX_PEOPLE) return;
      person = { faces: Array.from({ length: frameIndex + 1 }, () => null), identity };
      people.push(person);
    }
    followed = followed.filter((entry) => entry.person !== person);
    const entry = { person, last: face, lastFrame: frameIndex };
    followed.push(entry);
    place(entry, face);
  }

  async function follow(frame: Raster): Promise<void> {
    for (const entry of followed) {
      const face = await meshNear(models, frame, entry.last.box);
      if (face === null || isTaken(face)) continue;
      place(entry, face);
    }
    followed = followed.filter(({ lastFrame }) => frameIndex - lastFrame <= FORGET_AFTER);
  }

  const isTaken = (face: Face) => {
    return people.some(({ faces }) => {
      const other = faces[frameIndex];
      return other != null && overlap(other.box, face.box) > SAME_PLACE;
    });
  };

  return {
    people,
    async look(frame) {
      signal.throwIfAborted();
      frameIndex++;
      for (const { faces } of people) faces.push(null);
      const now = greyGrid(frame);
      if (grey !== null && difference(grey, now) > CUT) {
        followed = [];
        lastSearch = -Infinity;
      }
      grey = now;
      await follow(frame);
      const isLost = people.some(({ faces }) => faces[frameIndex] === null);
      if (frameIndex - lastSearch < (isLost || people.length === 0 ? RETRY_EVERY : SEARCH_EVERY)) return;
      lastSearch = frameIndex;
      for (const face of await findFaces(models, frame, signal)) if (!isTaken(face)) await meet(frame, face);
    },
  };
}

function greyGrid(frame: Raster): Float32Array {
  const whole = { left: 0, top: 0, width: frame.width, height: frame.height };
  const cells = sampleRectangle(frame, whole, { width: CUT_GRID, height: CUT_GRID });
  return Float32Array.from({ length: CUT_GRID * CUT_GRID }, (_, index) => {
    const at = index * 3;
    return ((cells[at] ?? 0) + 2 * (cells[at + 1] ?? 0) + (cells[at + 2] ?? 0)) / 4;
  });
}

function difference(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += Math.abs((one[index] ?? 0) - (other[index] ?? 0));
  return sum / one.length;
}
