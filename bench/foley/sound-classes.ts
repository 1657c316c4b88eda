import { createRandom } from '../../src/engines/foley/sound/dsp/random.ts';
import type { Voice } from '../../src/engines/foley/sound/voice.ts';
import { voices } from '../../src/engines/foley/sound/voices/index.ts';
import { SAMPLE_RATE, toMono } from './decode-audio.ts';
import { type Descriptors, describeSound } from './descriptors.ts';
import { type SoundRange, soundRanges } from './sound-ranges.ts';
import { decimals, printTable } from './table.ts';

const BED_SECONDS = 5;

/** Renders every class alone with the engine's voices and prints its descriptors against the literature's ranges. */
export function measureSounds(): void {
  const rows = soundRanges.map((expected) => {
    const voice =
      voices.find((one) => one.id === expected.name) ?? voices.find((one) => one.names.includes(expected.name));
    if (voice === undefined) return [expected.name, '–', '–', '–', '–', '–', 'no such voice', expected.source];
    const found = describeSound(render(voice, expected.part));
    const outside = outsideOf(found, expected);
    return [
      `${voice.id} (${expected.part})`,
      decimals(found.centroid, 0),
      decimals(found.rolloff, 0),
      decimals(found.flatness, 3),
      decimals(found.decaySeconds),
      decimals(found.unsteadiness),
      outside.length === 0 ? 'yes' : `no: ${outside.join(', ')}`,
      expected.source,
    ];
  });
  const head = ['class', 'centroid Hz', 'rolloff Hz', 'flatness', 'decay s', 'unsteadiness', 'in range', 'expected'];
  printTable('Sound classes: spectral descriptors', head, rows);
  console.log(`in range: ${rows.filter((row) => row[6] === 'yes').length} of ${rows.length}`);
}

function render(voice: Voice, part: 'bed' | 'event'): Float32Array {
  const context = {
    random: createRandom(7).fork(voice.id),
    detail: 0.7,
    character: { size: 0.5, pace: 0.5, brightness: 0.5 },
  };
  if (part === 'event' && voice.event !== undefined) return voice.event({ ...context, strength: 0.7 });
  if (voice.bed !== undefined) {
    const intensity = new Float32Array(BED_SECONDS * 25).fill(0.7);
    return toMono(voice.bed({ ...context, sampleCount: BED_SECONDS * SAMPLE_RATE, intensity }));
  }
  return voice.event?.({ ...context, strength: 0.7 }) ?? new Float32Array(0);
}

function outsideOf(found: Descriptors, expected: SoundRange): string[] {
  return (Object.keys(expected.ranges) as (keyof Descriptors)[]).filter((name) => {
    const [low, high] = expected.ranges[name] ?? [0, 0];
    return !(found[name] >= low && found[name] <= high);
  });
}
