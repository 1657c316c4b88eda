/** The part of spessasynth_core 4.3 that is used; the package itself is optional and loaded at run time. */
export interface SynthProcessor {
  readonly processorInitialized: Promise<void>;
  readonly soundBankManager: { addSoundBank(bank: SoundBank, id: string): void };
  readonly voiceCount: number;
  /** Adds to the arrays; `count` at most `maxBufferSize`. */
  process(left: Float32Array, right: Float32Array, start: number, count: number): void;
  /** Dry sound of channel n into `outputs[n]`. */
  processSplit(
    outputs: Float32Array[][],
    effectsLeft: Float32Array,
    effectsRight: Float32Array,
    start: number,
    count: number,
  ): void;
  controllerChange(channel: number, controller: number, value: number): void;
  programChange(channel: number, program: number): void;
  noteOn(channel: number, key: number, velocity: number): void;
  noteOff(channel: number, key: number): void;
}

export interface SoundBank {
  readonly presets: readonly { readonly name: string }[];
}

export interface SpessaSynth {
  SpessaSynthProcessor: new (
    sampleRate: number,
    options: { maxBufferSize: number; effectsEnabled: boolean; eventsEnabled: boolean },
  ) => SynthProcessor;
  SoundBankLoader: { fromArrayBuffer(buffer: ArrayBuffer): SoundBank };
}
