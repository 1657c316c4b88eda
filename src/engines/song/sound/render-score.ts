import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { integratedLoudness } from '../../foley/mix/loudness.ts';
import type { Stereo } from '../../foley/sound/voice.ts';
import { type Note, type PartName, partNames, type Score, secondsOfBeat } from '../compose/score.ts';
import type { SongStyle } from '../style/choose-style.ts';
import { type Instrument, kits } from '../style/instruments.ts';
import type { Synth } from './open-synth.ts';
import type { SynthProcessor } from './spessasynth-types.ts';

/** MIDI channels; General MIDI keeps 9 for drums. */
const CHANNELS: Readonly<Record<PartName, number>> = {
  lead: 0,
  second: 1,
  chords: 2,
  pad: 3,
  bass: 4,
  extra: 5,
  drums: 9,
};

const VOLUME = 7;
const PAN = 10;
const BANK = 0;
const REVERB = 91;
const CHORUS = 93;

/** Quantum of event times in samples, 1.5 ms; the synthesizer is asked for at most `BLOCK` samples at once. */
const QUANTUM = 64;
const BLOCK = 128;

interface SynthEvent {
  at: number;
  isOn: boolean;
  channel: number;
  key: number;
  velocity: number;
}

export interface RenderOptions {
  sampleRate: number;
  /** 0..1 */
  onPart(fraction: number): void;
  signal: AbortSignal;
}

/** Plays a score. The dry level of every part is measured on an excerpt first and brought to the balance of the style. */
export async function renderScore(
  score: Score,
  style: SongStyle,
  synth: Synth,
  options: RenderOptions,
): Promise<Stereo> {
  const { sampleRate } = options;
  const sampleCount = Math.round(score.seconds * sampleRate);
  const volumes = await balance(score, style, synth, sampleRate);
  const processor = await newProcessor(synth, style, sampleRate, true);
  for (const part of partNames) processor.controllerChange(CHANNELS[part], VOLUME, volumes.get(part) ?? 100);
  const left = new Float32Array(sampleCount);
  const right = new Float32Array(sampleCount);
  const events = eventsOf(score.notes, (beat) => secondsOfBeat(score, beat), sampleRate);
  let next = 0;
  let turns = 0;
  for (let at = 0; at < sampleCount; ) {
    next = send(processor, events, next, at);
    const until = Math.min(sampleCount, events[next]?.at ?? sampleCount, at + BLOCK);
    processor.process(left, right, at, until - at);
    at = until;
    if (++turns % 2_000 === 0) {
      await turnOfTheLoop();
      options.signal.throwIfAborted();
      options.onPart(at / sampleCount);
    }
  }
  return { left, right };
}

/** Notes before time 0 are cut, held ones begin at 0. */
function eventsOf(notes: readonly Note[], timeOf: (beat: number) => number, sampleRate: number): SynthEvent[] {
  const events: SynthEvent[] = [];
  const place = (seconds: number) => Math.max(0, Math.round((seconds * sampleRate) / QUANTUM) * QUANTUM);
  for (const { part, beat, length, pitch, velocity } of notes) {
    const start = timeOf(beat);
    const end = timeOf(beat + length);
    if (end <= 0.02 || (start < 0 && part === 'drums')) continue;
    const channel = CHANNELS[part];
    const from = place(start);
    const force = Math.max(1, Math.min(127, Math.round(18 + 106 * velocity)));
    events.push({ at: from, isOn: true, channel, key: pitch, velocity: force });
    events.push({ at: Math.max(from + QUANTUM, place(end)), isOn: false, channel, key: pitch, velocity: 0 });
  }
  return events.sort(
    (a, b) => a.at - b.at || Number(a.isOn) - Number(b.isOn) || a.channel - b.channel || a.key - b.key,
  );
}

function send(processor: SynthProcessor, events: readonly SynthEvent[], from: number, at: number): number {
  let next = from;
  for (let event = events[next]; event !== undefined && event.at <= at; event = events[++next]) {
    if (event.isOn) processor.noteOn(event.channel, event.key, event.velocity);
    else processor.noteOff(event.channel, event.key);
  }
  return next;
}

/** Where parts sit, -63 left .. 63 right, and how much goes to the reverb (at reverb 1) and the chorus. */
const PLACES: Readonly<Record<PartName, { pan: number; reverb: number; chorus: number }>> = {
  lead: { pan: 0, reverb: 70, chorus: 8 },
  second: { pan: 14, reverb: 75, chorus: 8 },
  chords: { pan: -16, reverb: 60, chorus: 16 },
  pad: { pan: 0, reverb: 95, chorus: 24 },
  bass: { pan: 0, reverb: 6, chorus: 0 },
  extra: { pan: 26, reverb: 80, chorus: 10 },
  drums: { pan: 0, reverb: 32, chorus: 0 },
};

async function newProcessor(
  synth: Synth,
  style: SongStyle,
  sampleRate: number,
  hasEffects: boolean,
): Promise<SynthProcessor> {
  const processor = new synth.core.SpessaSynthProcessor(sampleRate, {
    maxBufferSize: BLOCK,
    effectsEnabled: hasEffects,
    eventsEnabled: false,
  });
  await processor.processorInitialized;
  processor.soundBankManager.addSoundBank(synth.bank, 'main');
  const players: Readonly<Record<Exclude<PartName, 'drums'>, Instrument | null>> = {
    lead: style.lead,
    second: style.secondLead,
    chords: style.chords,
    pad: style.pad,
    bass: style.bassInstrument,
    extra: style.extra,
  };
  for (const part of partNames) {
    const channel = CHANNELS[part];
    const { pan, reverb, chorus } = PLACES[part];
    const player = part === 'drums' ? null : players[part];
    processor.controllerChange(channel, BANK, player?.bank ?? 0);
    processor.programChange(channel, part === 'drums' ? kits[style.kit] : (player?.program ?? 0));
    processor.controllerChange(channel, PAN, 64 + pan);
    processor.controllerChange(channel, REVERB, Math.round(reverb * style.reverb));
    processor.controllerChange(channel, CHORUS, chorus);
  }
  return processor;
}

/** Wanted loudness of the parts while they play, decibels against the lead. */
const TARGETS: Readonly<Record<PartName, number>> = {
  lead: 0,
  second: -1,
  chords: -4.5,
  pad: -9,
  bass: -3,
  extra: -8,
  drums: -2,
};

const EXCERPT_SECONDS = 6;

/**
 * Sound-font instruments differ by more than 20 dB in level. Each part's liveliest stretch is rendered dry, all at once
 * from time 0; its loudness (BS.1770) tells which controller 7 value (40·log10 law of General MIDI) it needs.
 */
async function balance(
  score: Score,
  style: SongStyle,
  synth: Synth,
  sampleRate: number,
): Promise<Map<PartName, number>> {
  const processor = await newProcessor(synth, style, sampleRate, false);
  const count = EXCERPT_SECONDS * sampleRate;
  const outputs = Array.from({ length: 10 }, () => [new Float32Array(count), new Float32Array(count)]);
  const beats = (EXCERPT_SECONDS * score.bpm) / 60;
  const excerpt = partNames.flatMap((part) =>
    liveliest(
      score.notes.filter((note) => note.part === part),
      beats,
    ),
  );
  const events = eventsOf(excerpt, (beat) => (beat * 60) / score.bpm, sampleRate);
  const scrap = new Float32Array(count);
  let next = 0;
  for (let at = 0; at < count; ) {
    next = send(processor, events, next, at);
    const until = Math.min(count, Math.max(at + QUANTUM, events[next]?.at ?? count), at + BLOCK);
    processor.processSplit(outputs, scrap, scrap, at, until - at);
    at = until;
  }
  const needed = new Map<PartName, number>();
  for (const part of partNames) {
    const [left, right] = outputs[CHANNELS[part]] ?? [];
    if (!left || !right) continue;
    const loudness = integratedLoudness({ left, right }, sampleRate);
    const tilt = part === 'second' ? style.mix.lead : part === 'drums' ? style.mix.drums : style.mix[part];
    if (Number.isFinite(loudness)) needed.set(part, TARGETS[part] + (tilt ?? 0) - loudness);
  }
  const most = Math.max(...needed.values());
  return new Map(
    [...needed].map(([part, gainDb]) => [part, Math.max(8, Math.round(127 * 10 ** ((gainDb - most) / 40)))]),
  );
}

/** The notes of the stretch with the most sound, moved to beat 0. */
function liveliest(notes: readonly Note[], beats: number): Note[] {
  let best = 0;
  let most = -1;
  for (let from = 0; from < notes.length; from += 4) {
    const start = notes[from]?.beat ?? 0;
    let sum = 0;
    for (let i = from; i < notes.length; i++) {
      const note = notes[i];
      if (!note || note.beat >= start + beats) break;
      sum += note.velocity * Math.min(note.length, 2);
    }
    if (sum > most) {
      most = sum;
      best = start;
    }
  }
  return notes
    .filter((note) => note.beat >= best - 1e-6 && note.beat < best + beats)
    .map((note) => ({ ...note, beat: note.beat - best }));
}
