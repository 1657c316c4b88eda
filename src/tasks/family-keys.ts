/** Names of families in the account's counts, its history and its limits (protocol page, section 12.4). */
interface FamilyKeys {
  /** Models in lower case; a trailing `*` stands for any ending. */
  models: readonly string[];
  active: string;
  history: string;
}

const table: readonly FamilyKeys[] = [
  { models: ['qubico/flux1-*'], active: 'flux', history: 'flux' },
  { models: ['midjourney'], active: 'midjourney', history: 'mj' },
  { models: ['kling', 'kling-turbo'], active: 'kling', history: 'kling' },
  { models: ['luma'], active: 'luma', history: 'luma' },
  { models: ['hailuo'], active: 'hailuo', history: 'hailuo' },
  { models: ['music-u'], active: 'music-u', history: 'music-u' },
  { models: ['suno', 'music-s'], active: 'music-s', history: 'music-s' },
  { models: ['qubico/image-toolkit'], active: 'image_toolkit', history: 'image_toolkit' },
  { models: ['qubico/video-toolkit'], active: 'video_toolkit', history: 'video_toolkit' },
  { models: ['qubico/trellis', 'qubico/trellis2'], active: 'trellis', history: 'trellis' },
  { models: ['qubico/mmaudio'], active: 'mmaudio', history: 'mmaudio' },
  { models: ['qubico/diffrhythm'], active: 'diffrhythm', history: 'diffrhythm' },
  { models: ['qubico/tts'], active: 'tts', history: 'tts' },
  { models: ['qubico/hug-video'], active: 'hug_video', history: 'hug_video' },
  { models: ['qubico/hunyuan'], active: 'hunyuan', history: 'hunyuan' },
  { models: ['qubico/skyreels'], active: 'skyreels', history: 'skyreels' },
  { models: ['qubico/wanx', 'wan'], active: 'wan', history: 'wan' },
  { models: ['llm'], active: 'llm', history: 'llm' },
];

/** Model, family and keys of calls of /v1. */
export const LLM = 'llm';

/** These are in GET /account/active_tasks even when nothing runs. */
export const alwaysCounted = ['flux', 'kling', 'luma', 'midjourney', 'music-s', 'music-u'];

/** Filters that mean something else, or nothing, here. */
const otherFilters: Readonly<Record<string, string>> = { diffrythm: 'diffrhythm', suno: 'music-s', midjourney: 'mj' };
const EMPTY_FILTERS = ['sd'];

export const activeKeyOf = (model: string): string => keysOf(model)?.active ?? plainName(model);
export const historyKeyOf = (model: string): string => keysOf(model)?.history ?? plainName(model);

/** Whether tasks are counted and limited under this name. */
export function isFamilyKey(key: string, known: readonly { model: string }[]): boolean {
  return table.some(({ active }) => active === key) || known.some(({ model }) => activeKeyOf(model) === key);
}

function keysOf(model: string): FamilyKeys | undefined {
  const name = model.toLowerCase();
  return table.find(({ models }) =>
    models.some((entry) => (entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name)),
  );
}

function plainName(model: string): string {
  return model.toLowerCase().replace(/^qubico\//, '');
}

/**
 * The models that a filter means: a history or active key, a family name or a model name, in any case. "" and `all`
 * mean every model (null). undefined: nobody knows that name.
 */
export function modelsOfFilter(
  filter: string,
  known: readonly { model: string; family: string }[],
): readonly string[] | null | undefined {
  const name = filter.toLowerCase();
  if (name === '' || name === 'all') return null;
  if (EMPTY_FILTERS.includes(name)) return [];
  const wanted = otherFilters[name] ?? name;
  const fits = known.filter(({ model, family }) =>
    [historyKeyOf(model), activeKeyOf(model), family, model.toLowerCase()].some(
      (key) => key === wanted || key === name,
    ),
  );
  if (fits.length > 0) return [...new Set(fits.map(({ model }) => model))];
  // Calls of /v1 are in no catalogue: their rows all have the one model.
  if (wanted === LLM) return [LLM];
  const isKey = table.some(({ active, history }) => active === wanted || history === wanted);
  return isKey ? [] : undefined;
}
