import type { TaskType } from '../../catalog/task-type.ts';
import { flat } from './language/words.ts';

/** Names that people use, and what the catalogue calls it. */
const NICKNAMES: Readonly<Record<string, string>> = {
  'nano banana': 'gemini',
  'dream machine': 'luma',
  'text to speech': 'tts',
  foley: 'mmaudio',
  'wan 2.6': 'wan26',
  'wan 2.2': 'wan22',
  'wan 2.1': 'qubico wanx',
  'sora 2': 'sora2',
  sora: 'sora2',
  'veo 3.1': 'veo3.1',
  'veo 3': 'veo3',
  veo: 'veo3.1',
  mj: 'midjourney',
  minimax: 'hailuo',
  'dall e': 'gpt image 1',
  'gpt image': 'gpt image 1',
  'gpt 4o image': 'gpt 4o image',
  whisper: 'whisper',
  omnihuman: 'omni human',
  'flux dev': 'flux1 dev',
  'flux schnell': 'flux1 schnell',
  flux: 'flux1',
  udio: 'music u',
  'trellis 2': 'trellis2',
  'joy caption': 'joycaption',
  'kling turbo': 'kling turbo',
  'diff rhythm': 'diffrhythm',
  'z image': 'z image',
};

/** Names of families that are words of every day as well. */
const EVERYDAY = new Set([' tools ', ' openai endpoints ', ' openai image ', ' openai speech ']);

/** Pairs that a text names, those that fit best; [] for a text without any name of a model. */
export function findPairs(text: string, all: readonly TaskType[]): TaskType[] {
  const said = withNicknames(flat(text));
  const scored = all.map((pair) => ({ pair, score: scoreOf(pair, said) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best === 0 ? [] : scored.filter(({ score }) => score === best).map(({ pair }) => pair);
}

function withNicknames(said: string): string {
  const meant = Object.entries(NICKNAMES)
    // "gpt image 2" is no "gpt image".
    .filter(([nickname]) => said.replaceAll(new RegExp(` ${nickname} (?=\\d)`, 'g'), ' ').includes(` ${nickname} `))
    .map(([, name]) => name);
  return meant.length === 0 ? said : `${said}${meant.join(' ')} `;
}

function scoreOf(pair: TaskType, said: string): number {
  const model = Math.max(...namesOf(pair).map((name) => (said.includes(name) ? name.length : 0)));
  const type = flat(pair.taskType);
  const isTyped = said.includes(type);
  // A task type alone is enough where it is no everyday word.
  if (model === 0 && !(isTyped && /\d|-.*-/.test(pair.taskType))) return 0;
  const parts = type.trim().split(' ');
  const heard = parts.filter((part) => part.length > 2 && said.includes(` ${part} `)).length;
  return model * 2 + (isTyped ? 100 + type.length : heard * 3);
}

const known = new WeakMap<TaskType, string[]>();

function namesOf(pair: TaskType): string[] {
  const names = known.get(pair) ?? readNames(pair);
  known.set(pair, names);
  return names;
}

function readNames({ model, modelAliases = [], family, section }: TaskType): string[] {
  const plain = model.replace(/^Qubico\//i, '');
  const names = [model, plain, ...modelAliases, family, section].map(flat);
  // `flux1` for each of the flux1 models.
  const stemmed = /^([a-z]+\d)-/i.exec(plain)?.[1];
  return [...names, ...(stemmed ? [flat(stemmed)] : [])].filter(
    (name) => !EVERYDAY.has(name) && name.trim().length > 1,
  );
}
