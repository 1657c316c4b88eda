import sharp from 'sharp';
import type { Random } from '../../foley/sound/voice.ts';
import type { Score } from '../compose/score.ts';
import type { SongStyle } from '../style/choose-style.ts';

/**
 * A cover made from the song itself: the palette from its mood, key and energy, rows of ridges whose heights are the
 * density of its notes bar by bar, and discs where its tune goes. No type is set, so no font of the machine matters.
 */
export async function drawCover(score: Score, style: SongStyle, side: number, random: Random): Promise<Buffer> {
  const svg = coverSvg(score, style, random);
  return sharp(Buffer.from(svg), { limitInputPixels: 4_194_304, failOn: 'error' })
    .resize(side, side)
    .flatten({ background: '#000' })
    .jpeg({ quality: 88, mozjpeg: false })
    .toBuffer();
}

const SIZE = 1_024;
const ROWS = 9;

const hsl = (hue: number, saturation: number, light: number): string =>
  `hsl(${(((hue % 360) + 360) % 360) | 0},${Math.round(saturation)}%,${Math.round(light)}%)`;

export function coverSvg(score: Score, style: SongStyle, random: Random): string {
  // Keys lie around the circle of fifths; dark moods are turned towards blue and violet.
  const circle = ((score.tonic * 7) % 12) * 30;
  const hue = circle * 0.45 + (style.valence > 0 ? 18 : 220) + random.range(-20, 20);
  const saturation = 28 + 34 * style.energy;
  const sky = 14 + 22 * (style.valence + 1);
  // Neighbours on the colour wheel; a far one for loud songs glares.
  const accent = hue + (style.valence > 0 ? -1 : 1) * random.range(24, 55);
  const bars = densityByBar(score);
  const rows = Array.from({ length: ROWS }, (_, row) =>
    ridge(bars, row, random, hsl(hue + row * 6, saturation, Math.max(4, sky - 4 - row * (sky / (ROWS + 1))))),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${hsl(hue, saturation, sky)}"/><stop offset="1" stop-color="${hsl(accent, saturation, sky + 22)}"/></linearGradient>
<radialGradient id="sun"><stop offset="0" stop-color="${hsl(accent, 85, 90)}"/><stop offset="0.7" stop-color="${hsl(accent, 80, 78)}"/><stop offset="1" stop-color="${hsl(accent, 75, 62)}" stop-opacity="0"/></radialGradient></defs>
<rect width="${SIZE}" height="${SIZE}" fill="url(#sky)"/>
<circle cx="${Math.round(random.range(280, 744))}" cy="${Math.round(random.range(250, 400))}" r="${Math.round(130 + 90 * style.energy)}" fill="url(#sun)"/>
${tuneDots(score, hsl(accent, 70, 85))}
${rows.join('\n')}
</svg>`;
}

/** 0..1 per bar. */
function densityByBar(score: Score): number[] {
  const last = score.sections.at(-1);
  const bars = new Array<number>(Math.max(2, last ? last.bar + last.bars : 2)).fill(0);
  for (const note of score.notes) {
    const bar = Math.floor(note.beat / score.metre.beats);
    if (bar >= 0 && bar < bars.length) bars[bar] = (bars[bar] ?? 0) + note.velocity;
  }
  const most = Math.max(1e-6, ...bars);
  return bars.map((value) => value / most);
}

function ridge(bars: readonly number[], row: number, random: Random, colour: string): string {
  const base = 470 + row * 62;
  const height = 60 + row * 16;
  const points: string[] = [];
  const phase = random.range(0, bars.length);
  const steps = 48;
  for (let i = 0; i <= steps; i++) {
    const at = (i / steps) * (bars.length - 1) * (0.4 + 0.08 * row) + phase;
    const here = bars[Math.floor(at) % bars.length] ?? 0;
    const next = bars[(Math.floor(at) + 1) % bars.length] ?? 0;
    const value = here + (next - here) * (at - Math.floor(at));
    const wave = 0.3 * Math.sin(i * 0.4 + row * 1.7 + phase);
    points.push(`${Math.round((i / steps) * SIZE)},${Math.round(base - height * (value + wave))}`);
  }
  return `<path d="M0,${SIZE} L${points.join(' L')} L${SIZE},${SIZE} Z" fill="${colour}"/>`;
}

function tuneDots(score: Score, colour: string): string {
  const tune = score.notes.filter(({ part }) => part === 'lead' || part === 'second').slice(0, 64);
  const end = Math.max(1, tune.at(-1)?.beat ?? 1);
  return tune
    .map(({ beat, pitch, length, velocity }) => {
      const x = Math.round(60 + (beat / end) * (SIZE - 120));
      const y = Math.round(430 - (pitch - 55) * 11);
      return `<circle cx="${x}" cy="${Math.max(20, y)}" r="${(2 + Math.min(6, length * 3)).toFixed(1)}" fill="${colour}" fill-opacity="${(0.25 + 0.5 * velocity).toFixed(2)}"/>`;
    })
    .join('');
}
