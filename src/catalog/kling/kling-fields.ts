import { type Coercion, numberAsText } from '../coerce.ts';
import { choice, media, text } from '../field.ts';

/** 1.6 → `"1.6"`, 3 → `"3.0"`. */
export const versionText: Coercion = (value) =>
  typeof value === 'number' ? (Number.isInteger(value) ? value.toFixed(1) : String(value)) : value;

/** Some clients send a version to tasks that have only one. */
export const unusedVersion = text({ coerce: numberAsText, note: 'Accepted and ignored.' });

/** `std` or `pro`. */
export const quality = choice(['std', 'pro'], { default: 'std', note: 'std = 720p, pro = 1080p.' });

export const frame = (note: string) =>
  media('image', { limits: { maxBytes: 10_485_760, minSide: 301 }, note: `${note} Each side above 300 pixels.` });

export const shapeOfFrame = (note: string) => choice(['16:9', '9:16', '1:1'], { default: '16:9', note });

export const base = {
  model: 'kling',
  family: 'kling',
  section: 'Kling',
  usageType: 'point',
  charge: 'on_completion',
} as const;
