import type { PictureAnalysis } from '../contract.ts';
import type { VoiceNames } from '../prompt/voice-names.ts';
import { meanOf, quantile } from './curves.ts';

export interface Suggestion {
  voiceId: string;
  gainDb: number;
  /** True when the sound is taken for that of the one moving body. */
  follows: boolean;
  /** Part of the clip in seconds. */
  from: number;
  to: number;
}

export interface PictureIdea {
  suggestions: Suggestion[];
  /** One line per shot: what was seen and what it was taken for. */
  reasons: string[];
}

const MIN_SHOT_SECONDS = 1;

/** What the picture alone sounds like, shot by shot; used when the prompt names nothing. */
export function suggestSounds(picture: PictureAnalysis, names: VoiceNames, excluded: ReadonlySet<string>): PictureIdea {
  const first = (...candidates: string[]): string | null => {
    for (const name of candidates) {
      const voiceId = names.find(name);
      if (voiceId !== null && !excluded.has(voiceId)) return voiceId;
    }
    return null;
  };

  const suggestions: Suggestion[] = [];
  const reasons: string[] = [];
  for (const { from, to } of shotsOf(picture)) {
    const seen = lookAt(picture, from, to);
    const { what, candidates, follows } = ideaFor(seen);
    const found = candidates.flatMap(({ names: list, gainDb }) => {
      const voiceId = first(...list);
      return voiceId === null ? [] : [{ voiceId, gainDb, follows, from, to }];
    });
    const heard = found.length > 0 ? found : fallback(first, from, to);
    suggestions.push(...heard);
    const sounds = heard.map(({ voiceId }) => voiceId).join(' + ') || 'silence';
    reasons.push(`${from.toFixed(1)}-${to.toFixed(1)} s: ${what} → ${sounds}`);
  }
  return { suggestions, reasons };
}

function fallback(first: (...names: string[]) => string | null, from: number, to: number): Suggestion[] {
  const voiceId = first('room tone', 'room-tone', 'wind');
  return voiceId === null ? [] : [{ voiceId, gainDb: 0, follows: false, from, to }];
}

/** Spans between scene cuts; a shot shorter than a second joins its neighbour. */
export function shotsOf(picture: PictureAnalysis): { from: number; to: number }[] {
  const shots: { from: number; to: number }[] = [];
  let from = 0;
  for (const cut of [...picture.cuts, picture.durationSeconds]) {
    const last = cut >= picture.durationSeconds;
    if (!last && (cut - from < MIN_SHOT_SECONDS || picture.durationSeconds - cut < MIN_SHOT_SECONDS)) continue;
    if (cut > from) shots.push({ from, to: cut });
    from = cut;
  }
  return shots;
}

interface Seen {
  motion: number;
  peakMotion: number;
  flicker: number;
  texture: number;
  brightness: number;
  sideways: number;
  downwards: number;
  travel: number;
  impacts: number;
  flashes: number;
  colour: PictureAnalysis['colour'];
}

function lookAt(picture: PictureAnalysis, from: number, to: number): Seen {
  const a = Math.floor(from * picture.fps);
  const b = Math.min(picture.frameCount, Math.max(a + 1, Math.ceil(to * picture.fps)));
  const part = (curve: Float32Array): Float32Array => curve.subarray(a, b);
  const pan = part(picture.panX);
  const onsets = picture.onsets.filter(({ time }) => time >= from && time < to);
  return {
    motion: meanOf(part(picture.motion)),
    peakMotion: quantile(part(picture.motion), 0.95),
    flicker: meanOf(part(picture.flicker)),
    texture: meanOf(part(picture.texture)),
    brightness: meanOf(part(picture.brightness)),
    sideways: Math.abs(meanOf(part(picture.velocityX))),
    downwards: meanOf(part(picture.velocityY)),
    travel: quantile(pan, 0.95) - quantile(pan, 0.05),
    impacts: onsets.filter(({ kind }) => kind === 'impact').length,
    flashes: onsets.filter(({ kind }) => kind === 'appear').length,
    colour: picture.colour,
  };
}

interface Idea {
  what: string;
  follows: boolean;
  candidates: { names: string[]; gainDb: number }[];
}

const idea = (what: string, ...candidates: [gainDb: number, ...names: string[]][]): Idea => ({
  what,
  follows: false,
  candidates: candidates.map(([gainDb, ...names]) => ({ gainDb, names })),
});

/** Rules from the most to the least certain sign. Thresholds were set on clips rendered by bench/foley. */
function ideaFor(seen: Seen): Idea {
  const { colour } = seen;
  if (seen.flicker > 0.25) {
    if (colour.warm > 0.35 && seen.brightness < 0.45) return idea('warm flicker in the dark', [0, 'fire']);
    if (colour.green > 0.3) return idea('green fine movement', [0, 'leaves', 'wind'], [-6, 'birds']);
    if (seen.downwards < 0.02 && colour.blue > 0.5 && colour.saturation > 0.35)
      return idea('blue surface in small motion', [0, 'river', 'stream', 'waves']);
    return idea('fine flicker everywhere', [0, 'rain']);
  }
  if (seen.impacts > 0)
    return idea(`${seen.impacts} impacts of a body`, [0, 'ball bounce', 'ball', 'impact-wood', 'impact-earth', 'thud']);
  if (seen.flashes > 1) return idea(`${seen.flashes} sudden appearances`, [0, 'pop', 'impact-wood', 'click']);
  if (seen.peakMotion > 0.02 && (seen.travel > 0.7 || seen.sideways > 0.25)) {
    return { ...idea('a body that crosses the picture', [0, 'whoosh', 'rolling', 'wind']), follows: true };
  }
  if (seen.peakMotion > 0.25) return idea('strong movement', [0, 'wind', 'whoosh']);
  if (seen.peakMotion > 0.04) {
    if (colour.green > 0.3) return idea('green, calm movement', [0, 'leaves', 'wind'], [-4, 'birds']);
    return idea('calm movement', [0, 'wind', 'room tone']);
  }
  return idea('hardly any movement', [0, 'room tone', 'room-tone', 'hum']);
}
