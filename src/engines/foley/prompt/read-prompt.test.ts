import { describe, expect, it } from 'vitest';
import { readPrompt } from './read-prompt.ts';
import { indexVoiceNames, type NamedVoice } from './voice-names.ts';

const voice = (id: string, ...names: string[]): NamedVoice => ({ id, names, prefers: 'bed' });

// A list of its own, so that the reading rules are tested apart from the voices that happen to exist.
const names = indexVoiceNames([
  voice('rain', 'rain', 'light rain', 'raindrops', 'drizzle', 'downpour'),
  voice('rain-roof', 'rain on a roof', 'rain on a tin roof', 'rain on roof'),
  voice('thunder', 'thunder', 'thunderclap', 'lightning'),
  voice('wind', 'wind', 'breeze'),
  voice('waves', 'waves', 'surf', 'ocean waves'),
  voice('river', 'river', 'stream', 'running water'),
  voice('fire', 'fire', 'flames', 'crackling fire', 'burning'),
  voice('birds', 'birds', 'birdsong', 'chirping'),
  voice('crickets', 'crickets'),
  voice('dog', 'dog', 'bark', 'dog barking'),
  voice('footsteps-concrete', 'footsteps', 'walking', 'running', 'steps'),
  voice('footsteps-gravel', 'footsteps on gravel'),
  voice('footsteps-snow', 'footsteps on snow', 'snow'),
  voice('footsteps-wood', 'footsteps on wood'),
  voice('impact-earth', 'impact', 'hit', 'thud', 'falling'),
  voice('bubbles', 'bubbles', 'underwater'),
  voice('rain-heavy', 'heavy rain', 'pouring rain'),
  voice('impact-wood', 'hammer', 'wood', 'knock', 'wood impact', 'knock on wood'),
  voice('impact-metal', 'metal', 'clang', 'metal hit', 'hammer on metal', 'anvil'),
  voice('impact-glass', 'glass', 'glass breaking', 'shattering glass'),
  voice('impact-rubber', 'ball', 'ball bounce', 'bounce', 'bouncing ball'),
  voice('door', 'door', 'door slam'),
  voice('engine', 'engine', 'motor', 'car engine'),
  voice('traffic', 'traffic', 'cars passing'),
  voice('keyboard', 'keyboard', 'typing'),
  voice('clock', 'clock', 'ticking'),
  voice('bell', 'bell', 'church bell'),
  voice('wind-chimes', 'wind chimes', 'chimes'),
  voice('crowd', 'crowd', 'chatter'),
  voice('applause', 'applause', 'clapping'),
  voice('whoosh', 'whoosh', 'swish'),
  voice('explosion', 'explosion', 'blast'),
  voice('laser', 'laser'),
  voice('music-box', 'music box'),
  voice('room-tone', 'room tone', 'silence'),
  voice('leaves', 'leaves', 'rustling leaves'),
]);
const read = (prompt: string, negative = '') => readPrompt(prompt, negative, names);
const idsOf = (prompt: string, negative = '') => read(prompt, negative).sounds.map(({ voiceId }) => voiceId);
const one = (prompt: string, voiceId: string) => {
  const sound = read(prompt).sounds.find((candidate) => candidate.voiceId === voiceId);
  if (sound === undefined) throw new Error(`${voiceId} not found in "${prompt}": ${idsOf(prompt).join(', ')}`);
  return sound;
};

describe('which sounds a prompt asks for', () => {
  it.each([
    ['rain', ['rain']],
    ['RAIN!!!', ['rain']],
    ['rain and thunder', ['rain', 'thunder']],
    ['rain on a tin roof', ['rain-roof']],
    ['ball bouncing on a wooden floor', ['impact-rubber']],
    ['hammer hitting a metal plate', ['impact-metal']],
    ['rain falling', ['rain']],
    ['an engine running', ['engine']],
    ['running', ['footsteps-concrete']],
    ['a car engine in the snow', ['engine']],
    ['heavy rain', ['rain-heavy']],
    ['light rain', ['rain']],
    ['underwater', ['bubbles']],
    ['engine underwater', ['engine']],
    ['a flight over stars', []],
    ['debris falling', []],
    ['a box', []],
    ['birds in a forest, no wind', ['birds', 'leaves']],
    ['Heavy rain on roof, distant thunder', ['rain-roof', 'thunder']],
    ['raining', ['rain']],
    ['it rained all day', ['rain']],
    ['a dog barks', ['dog']],
    ['dogs barking in the distance', ['dog']],
    ['footsteps on gravel', ['footsteps-gravel']],
    ['slow heavy footsteps on gravel', ['footsteps-gravel']],
    ['footsteps on the wet gravel', ['footsteps-gravel']],
    ['a man walking in deep snow', ['footsteps-snow']],
    ['someone walks across a wooden floor', ['footsteps-wood']],
    ['steps on marble', ['footsteps-concrete']],
    ['footsteps', ['footsteps-concrete']],
    ['hit on metal', ['impact-metal']],
    ['a metal hit', ['impact-metal']],
    ['glass breaking', ['impact-glass']],
    ['broken glass', ['impact-glass']],
    ['wind chimes', ['wind-chimes']],
    ['wind, chimes', ['wind', 'wind-chimes']],
    ['church bells', ['bell']],
    ['music box', ['music-box']],
    ['bouncing balls', ['impact-rubber']],
    ['a ball bounces on the floor', ['impact-rubber']],
    ['typing on a keyboard', ['keyboard']],
    ['clock ticking', ['clock']],
    ['people clapping', ['applause']],
    ['campfire', ['fire']],
    ['thunderstorm', ['rain', 'wind', 'thunder']],
    ['a quiet forest', ['birds', 'leaves', 'wind']],
    ['busy city street', ['traffic']],
    ['beach', ['waves', 'wind']],
    ['thundr', ['thunder']],
    ['footstpes', ['footsteps-concrete']],
    ['explosoin', ['explosion']],
    ['enigne', ['engine']],
    ['a house on a hill', []],
    ['brain', []],
    ['xylophone quartet', []],
    ['', []],
    ['   ', []],
    ['雨と雷', []],
    ['дождь и гром', []],
    ['🌧️🌧️', []],
    ['Café: pluie', ['crowd']],
    ['no birds', []],
    ['rain but no thunder', ['rain']],
    ['rain without thunder or wind', ['rain']],
    ['rain, no birds, gentle wind', ['rain', 'wind']],
    ['no rain, thunder or wind. A dog barks', ['dog']],
    ['without birds and wind, just rain', ['rain']],
    ['no birds just rain', ['rain']],
    ["don't add thunder; rain", ['rain']],
    ['laser/explosion', ['laser', 'explosion']],
    ['not thunder but rain', ['rain']],
    ['rain rain rain', ['rain']],
  ])('%j → %j', (prompt, expected) => {
    expect(idsOf(prompt)).toEqual(expected);
  });

  it.each([
    ['rain and thunder', 'thunder', ['rain']],
    ['rain and birds', 'animals, music', ['rain']],
    ['crowd and wind', 'voices', ['wind']],
    ['music box and rain', 'music', ['rain']],
    ['footsteps on snow', 'footsteps', []],
    ['rain', 'low quality, blurry', ['rain']],
    ['heavy rain on a roof, wind', 'rain', ['wind']],
    ['birds and leaves', 'wind', ['birds', 'leaves']],
  ])('%j with negative %j → %j', (prompt, negative, expected) => {
    expect(idsOf(prompt, negative)).toEqual(expected);
  });
});

describe('how a sound is described', () => {
  it('binds each describing word to its own noun', () => {
    expect(one('rain and distant thunder', 'thunder').distance).toBeGreaterThan(0.7);
    expect(one('rain and distant thunder', 'rain').distance).toBeCloseTo(0.2);
    expect(one('distant thunder and rain', 'rain').distance).toBeCloseTo(0.2);
    expect(one('thunder in the distance and rain', 'thunder').distance).toBeGreaterThan(0.7);
  });
  it('takes describing words across a comma to the next noun', () => {
    const sound = one('slow, heavy footsteps on gravel', 'footsteps-gravel');
    expect(sound.character.pace).toBeLessThan(0.5);
    expect(sound.character.size).toBeGreaterThan(0.7);
  });
  it('takes trailing describing words back to the last noun', () => {
    expect(one('thunder, loud', 'thunder').gainDb).toBe(6);
  });
  it.each([
    ['loud rain', 'gainDb', 6],
    ['very loud rain', 'gainDb', 9],
    ['soft rain', 'gainDb', -8],
    ['light rain', 'gainDb', -2],
    ['rain in the background', 'gainDb', -6],
    ['close rain', 'distance', 0],
  ] as const)('%j sets %s to %d', (prompt, key, value) => {
    expect(one(prompt, 'rain')[key]).toBeCloseTo(value, 1);
  });
  it.each([
    ['fast typing', 'keyboard', 'pace', 0.85],
    ['slow clock', 'clock', 'pace', 0.15],
    ['huge explosion', 'explosion', 'size', 0.95],
    ['tiny bell', 'bell', 'size', 0.05],
    ['small bell', 'bell', 'size', 0.2],
    ['bright bell', 'bell', 'brightness', 0.85],
    ['dull bell', 'bell', 'brightness', 0.15],
  ] as const)('%j gives %s %s %d', (prompt, voiceId, key, value) => {
    expect(one(prompt, voiceId).character[key]).toBeCloseTo(value, 1);
  });
  it.each([
    ['muffled engine', 'engine', 'muffle'],
    ['engine underwater', 'engine', 'underwater'],
    ['echoing footsteps', 'footsteps-concrete', 'echo'],
    ['footsteps in a cave', 'footsteps-concrete', 'space'],
    ['bell with reverb', 'bell', 'space'],
    ['applause in a large hall', 'applause', 'space'],
    ['distorted engine', 'engine', 'distortion'],
  ] as const)('%j gives %s %s', (prompt, voiceId, effect) => {
    expect(one(prompt, voiceId).effects[effect]).toBeGreaterThan(0.3);
  });
  it('puts every sound of a scene into its room', () => {
    for (const { effects } of read('footsteps and a dog in a cathedral').sounds)
      expect(effects.space).toBeGreaterThan(0.5);
  });
  it('ignores a describing word that was denied', () => {
    expect(one('rain, not loud', 'rain').gainDb).toBe(0);
  });
  it.each([
    ['three knocks on wood', 'impact-wood', 3],
    ['2 explosions', 'explosion', 2],
    ['explosion', 'explosion', null],
    ['three dogs', 'dog', null],
    ['two balls bouncing', 'impact-rubber', null],
  ] as const)('%j counts %s: %j', (prompt, voiceId, count) => {
    expect(one(prompt, voiceId).count).toBe(count);
  });
});

describe('what is left over', () => {
  it('names words that look like sounds but have no voice', () => {
    expect(read('bagpipes and rain').unknown).toEqual(['bagpipes']);
    expect(read('a man walking in the rain').unknown).toEqual([]);
  });
  it('keeps the mood when no sound is named', () => {
    expect(read('loud and in a cave').mood.effects.space).toBeGreaterThan(0.5);
    expect(read('loud and in a cave').mood.gainDb).toBe(6);
  });
  it('survives long and odd text', () => {
    expect(read(`${'rain, '.repeat(5_000)}\u0000\ud800`).sounds).toHaveLength(1);
    expect(() => read('no no no without not , . or and')).not.toThrow();
  });
});
