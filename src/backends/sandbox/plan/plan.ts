import type { MediaKind, MediaLimits } from '../../../catalog/field.ts';
import type { ResultFile } from '../../../catalog/task-type.ts';
import type { Label } from '../picture/label.ts';
import type { Size } from '../picture/scene.ts';

/**
 * What a request asks for, before any media was looked at: plain JSON, so that a waiting task can be resumed after a
 * restart from its operation alone.
 */
export interface Plan {
  products: Product[];
  /** What is not a file (`TaskType.resultData`), as far as it is known from the request alone. */
  data: Record<string, unknown>;
  /** A text about a medium, put into `data` under this name. */
  words?: { name: string; kind: 'caption' | 'prompts'; about: Source; style: string; length: string };
  /** `data.seed` of the task that made these files. */
  seedOf?: { file: Source; otherwise: string };
  /** What the price counts, where only the run can tell. */
  measure?: Measure;
  /** Media that nothing is made of, but that must be there and fit. */
  checks: Source[];
}

export type Source =
  | { from: 'input'; field: string; kind: MediaKind; limits: MediaLimits }
  /** `frame`: not the video itself but its first or last frame as a picture. */
  | { from: 'origin'; file: ResultFile; frame?: 'first' | 'last' };

export interface Measure {
  /** `megapixels`: of the source, times `scale` squared. */
  count: 'seconds' | 'frames' | 'megapixels';
  of: Source[];
  /** Added to the seconds. */
  plus?: number;
  scale?: number;
}

export type Product = PictureProduct | GridProduct | VideoProduct | SoundProduct | ModelProduct;

/** Fixed, or taken from a medium: scaled, cut to a number of pixels, widened. */
export type SizePlan =
  | Size
  | { like: Source; times?: number; maxPixels?: number; pixels?: number; add?: Margins; multipleOf?: number };

export interface Margins {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export type PictureFormat = 'png' | 'jpeg' | 'webp';

export interface PictureProduct {
  kind: 'picture';
  role: string;
  format: PictureFormat;
  size: SizePlan;
  label: Label;
  make: PictureMake;
}

export type PictureMake =
  | { how: 'scene'; scene: SceneKey }
  /** What stands in front of a scene, on a clear ground. */
  | { how: 'front'; scene: SceneKey }
  /** The base, tinted by a scene at a strength of 0 to 1, with further pictures as insets. */
  | { how: 'redraw'; base: Source; scene: SceneKey; strength: number; insets: Source[] }
  /** The base as it is, with the other picture as an oval in it. */
  | { how: 'swap'; base: Source; face: Source; count: number }
  | { how: 'enlarge'; base: Source }
  /** The middle of the picture on a clear ground. */
  | { how: 'cutout'; base: Source; spread: number }
  /** A scene where the mask is white: a mask of its own, or the pure white of the base. */
  | { how: 'repaint'; base: Source; mask: Source | null; scene: SceneKey }
  /** A scene where the mask is clear. */
  | { how: 'refill'; base: Source; mask: Source; scene: SceneKey }
  /** The base inside a larger scene. */
  | { how: 'surround'; base: Source; scene: SceneKey; at: { left: number; top: number }; inner: Size | null }
  /** What a control net sees of a picture. */
  | { how: 'map'; base: Source; of: 'edges' | 'depth' }
  | { how: 'blend'; bases: Source[]; lead: number };

export interface SceneKey {
  prompt: string;
  seed: number;
  model: string;
}

/** Four tiles (role `tile`) and the 2×2 grid made of them (role `image`). */
export interface GridProduct {
  kind: 'grid';
  tile: SizePlan;
  label: Label;
  tiles: [PictureMake, PictureMake, PictureMake, PictureMake];
}

export type Length =
  | { seconds: number }
  | { frames: number }
  /** As long as the medium, at most so many seconds, and so many more. */
  | { of: Source; atMost?: number; plus?: number };

export interface VideoProduct {
  kind: 'video';
  role: string;
  size: SizePlan;
  /** `kept`: that of the video it is made from. */
  fps: number | 'kept';
  length: Length;
  label: Label;
  make: VideoMake;
  sound: SoundPlan;
  /** Roles of the first and the last frame, where the family wants them as pictures. */
  first?: string;
  last?: string;
  insets: Source[];
}

export type Move = 'in' | 'out' | 'left' | 'right' | 'up' | 'down';

export type VideoMake =
  | { how: 'scene'; scene: SceneKey; move: Move; end: Source | null }
  | { how: 'pictures'; start: Source; end: Source | null; move: Move; loop: boolean }
  | { how: 'keep'; video: Source; ground: 'as it is' | 'green' | 'subject green'; face: Source | null }
  /** The video, then its last frame in motion. */
  | { how: 'extend'; video: Source; end: Source | null; move: Move }
  | { how: 'turntable'; picture: Source | null; scene: SceneKey };

export type SoundPlan =
  | { how: 'none' }
  /** The sound of the video it is made from, if any. */
  | { how: 'kept' }
  | { how: 'motif'; tune: Tune }
  /** Of a sound file, or of another video where it has any. */
  | { how: 'file'; sound: Source };

export interface Tune {
  words: string;
  seed: number;
  /** `speech`: short tones in the rhythm of the words instead of a melody. */
  voice: 'music' | 'speech' | 'effects';
}

export type SoundFormat = 'mp3' | 'opus' | 'aac' | 'flac' | 'wav' | 'pcm';

export interface SoundProduct {
  kind: 'sound';
  role: string;
  length: Length;
  title: string;
  /** Default mp3; pcm is raw 16-bit little-endian mono at 24 kHz. */
  format?: SoundFormat;
  make:
    | { how: 'motif'; tune: Tune }
    /** The recording with the motif under it: 0 the recording alone, 1 the motif alone. */
    | { how: 'over'; recording: Source; tune: Tune; share: number }
    /** The recording with motifs before and after it. */
    | { how: 'extend'; recording: Source; tune: Tune; before: number; after: number };
}

export interface ModelProduct {
  kind: 'model';
  role: string;
  picture: Source | null;
  scene: SceneKey;
}
