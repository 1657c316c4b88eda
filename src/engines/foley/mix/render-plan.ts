import type { PlannedBed, PlannedEvent, SoundPlan } from '../plan/sound-plan.ts';
import type { Random, Stereo, Voice } from '../sound/voice.ts';
import { addPannedMono, addStereo } from './pan.ts';
import { repeatEchoes, reverberate } from './reverb.ts';
import { colour, lowPassCutoff } from './tone.ts';

export interface RenderOptions {
  voices: ReadonlyMap<string, Voice>;
  sampleRate: number;
  sampleCount: number;
  random: Random;
  /** 0..1, from `steps`. */
  detail: number;
  /** Called between sounds with 0..1; gives the event loop its turn, throws to stop. */
  onPart(fraction: number): Promise<void>;
}

const FRAMES_PER_SECOND = 25;
const fromDb = (db: number): number => 10 ** (db / 20);

/** Quieter with distance: half the level at 0.5, about -14 dB at the horizon; neutral at 0.2. */
const distanceGain = (distance: number): number => fromDb(-18 * Math.max(0, distance - 0.2));

/** Share that goes to the room: little near by, most far away and in large spaces. */
const roomShare = (distance: number, space: number): number =>
  Math.min(0.9, 0.04 + 0.35 * Math.max(0, distance - 0.2) + 0.32 * space);

/** Makes every sound of the plan and mixes it; the level is still free, mastering sets it. */
export async function renderPlan(plan: SoundPlan, options: RenderOptions): Promise<Stereo> {
  const { sampleCount, sampleRate } = options;
  const dry: Stereo = { left: new Float32Array(sampleCount), right: new Float32Array(sampleCount) };
  const roomSend = new Float32Array(sampleCount);
  const echoSend = new Float32Array(sampleCount);
  let echoed = false;
  let done = 0;
  const total = plan.beds.length + plan.events.length + 1;

  for (const [i, bed] of plan.beds.entries()) {
    const sound = renderBed(bed, options, options.random.fork(`bed ${i} ${bed.voiceId}`));
    if (sound === null) continue;
    const gain = fromDb(bed.gainDb) * distanceGain(bed.distance);
    addStereo(dry, sound, { gain, pan: bed.pan, width: bed.width, framesPerSecond: FRAMES_PER_SECOND, sampleRate });
    send(roomSend, sound, gain * roomShare(bed.distance, bed.effects.space) * 0.5);
    if (bed.effects.echo > 0) {
      echoed = true;
      send(echoSend, sound, gain * bed.effects.echo * 0.5);
    }
    await options.onPart(++done / total);
  }

  const takes = new Takes(options);
  for (const event of plan.events) {
    const sound = takes.of(event);
    await options.onPart(++done / total);
    if (sound === null) continue;
    const gain = fromDb(event.gainDb) * distanceGain(event.distance) * (0.3 + 0.7 * event.strength);
    const at = Math.min(sampleCount - 1, Math.max(0, Math.round(event.time * sampleRate)));
    addPannedMono(dry, sound, { at, gain, pan: event.pan });
    addReflections(dry, sound, { at, gain, pan: event.pan }, options);
    sendMono(roomSend, sound, at, gain * roomShare(event.distance, event.effects.space));
    if (event.effects.echo > 0) {
      echoed = true;
      sendMono(echoSend, sound, at, gain * event.effects.echo);
    }
  }

  if (echoed) addAll(dry, repeatEchoes(echoSend, 0.26, sampleRate));
  lowCut(roomSend, sampleRate);
  const room = reverberate(
    roomSend,
    { decaySeconds: 0.35 + 2.4 * plan.room.space, damping: 0.55 - 0.3 * plan.room.space },
    sampleRate,
  );
  addAll(dry, room);
  await options.onPart(1);
  return dry;
}

const MAX_REFLECTIONS = 6;

/**
 * First echoes of floor and walls, 6 to 34 ms after the hit (below the fusion limit); more of them with more detail.
 * They come from the side of the hit, so that its place stays clear.
 */
function addReflections(
  target: Stereo,
  sound: Float32Array,
  hit: { at: number; gain: number; pan: number },
  options: RenderOptions,
): void {
  const count = Math.round(MAX_REFLECTIONS * options.detail);
  for (let i = 0; i < count; i++) {
    const at = hit.at + Math.round((0.006 + 0.0047 * i) * options.sampleRate);
    addPannedMono(target, sound, { at, gain: hit.gain * 0.16 * 0.85 ** i, pan: hit.pan });
  }
}

function renderBed(bed: PlannedBed, options: RenderOptions, random: Random): Stereo | null {
  const voice = options.voices.get(bed.voiceId);
  if (voice?.bed === undefined) return null;
  const { sampleCount, sampleRate, detail } = options;
  const sound = voice.bed({ sampleCount, intensity: bed.intensity, random, detail, character: bed.character });
  const cutoff = lowPassCutoff(bed.distance, bed.effects);
  for (const channel of [sound.left, sound.right]) {
    colour(channel, { cutoff, distortion: bed.effects.distortion, sampleRate });
    fade(channel, sampleRate);
  }
  return sound;
}

/** A bed starts and ends mid-sound, so it is faded; events start by themselves and must keep their first millisecond. */
function fade(channel: Float32Array, sampleRate: number): void {
  const length = Math.min(channel.length >> 1, Math.round(sampleRate * 0.005));
  for (let i = 0; i < length; i++) {
    const gain = 0.5 - 0.5 * Math.cos((Math.PI * i) / length);
    channel[i] = (channel[i] as number) * gain;
    channel[channel.length - 1 - i] = (channel[channel.length - 1 - i] as number) * gain;
  }
}

/**
 * Recorded-library habit: a few takes per sound and loudness, used in turn, so that fifty hits neither repeat like a
 * machine nor cost fifty syntheses. More detail, more takes.
 */
class Takes {
  readonly #options: RenderOptions;
  readonly #takes = new Map<string, Float32Array | null>();
  readonly #used = new Map<string, number>();

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  of(event: PlannedEvent): Float32Array | null {
    const { voices, random, detail, sampleRate } = this.#options;
    const level = Math.round(event.strength * 4);
    const { size, pace, brightness } = event.character;
    const cutoff = lowPassCutoff(event.distance, event.effects);
    const base = `${event.voiceId} ${level} ${size} ${pace} ${brightness} ${Math.round(cutoff)} ${event.effects.distortion}`;
    const turn = this.#used.get(base) ?? 0;
    this.#used.set(base, turn + 1);
    const key = `${base} take ${turn % (2 + Math.round(6 * detail))}`;
    const known = this.#takes.get(key);
    if (known !== undefined) return known;
    const voice = voices.get(event.voiceId);
    const sound =
      voice?.event?.({
        random: random.fork(key),
        detail,
        character: event.character,
        strength: Math.max(0.15, level / 4),
      }) ?? null;
    if (sound !== null) colour(sound, { cutoff, distortion: event.effects.distortion, sampleRate });
    this.#takes.set(key, sound);
    return sound;
  }
}

/** Rooms as we make them must not boom: first-order high-pass at 140 Hz on what is sent to them. */
function lowCut(samples: Float32Array, sampleRate: number): void {
  const keep = 1 - Math.exp((-2 * Math.PI * 140) / sampleRate);
  let low = 0;
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i] as number;
    low += (x - low) * keep;
    samples[i] = x - low;
  }
}

function send(target: Float32Array, { left, right }: Stereo, gain: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + ((left[i] ?? 0) + (right[i] ?? 0)) * gain;
}

function sendMono(target: Float32Array, sound: Float32Array, at: number, gain: number): void {
  const count = Math.min(sound.length, target.length - at);
  for (let i = 0; i < count; i++) target[at + i] = (target[at + i] as number) + (sound[i] as number) * gain;
}

function addAll(target: Stereo, added: Stereo): void {
  for (let i = 0; i < target.left.length; i++) {
    target.left[i] = (target.left[i] as number) + (added.left[i] as number);
    target.right[i] = (target.right[i] as number) + (added.right[i] as number);
  }
}
