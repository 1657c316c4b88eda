import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAlias, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { didYouMean, type Layer } from './layer.ts';
import { nearestName } from './nearest-name.ts';
import { settingEntries } from './schema.ts';

/** Far above what all settings need; a wrong path (a video, a log) is noticed instead of parsed. */
const maxFileBytes = 1_048_576;

const sections = [...new Set(settingEntries.map((entry) => entry.section))];
const byName = new Map(settingEntries.map((entry) => [entry.name, entry]));

/** Reads a settings file. A key without a value counts as absent. `file` is an absolute path. */
export function readYamlFile(file: string): Layer {
  let text: string;
  try {
    if (statSync(file).size > maxFileBytes) return refused(file, 'larger than 1 MiB: not a settings file');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return refused(file, `cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  return parseYaml(text, file);
}

const refused = (file: string, message: string): Layer => ({
  values: new Map(),
  problems: [{ place: file, message }],
});

/** As `readYamlFile`, on text; `file` names it in messages and gives relative paths their folder. */
export function parseYaml(text: string, file: string): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const layer: Layer = { values: new Map(), problems: [] };
  const at = (offset: number | undefined): string =>
    offset === undefined ? file : `${file}:${lines.linePos(offset).line}`;
  const problem = (offset: number | undefined, message: string): void => {
    layer.problems.push({ place: at(offset), message });
  };

  for (const mistake of document.errors) problem(mistake.pos[0], firstLine(mistake.message));
  if (layer.problems.length > 0) return layer;
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return layer;
  if (!isMap(root)) {
    problem(root.range?.[0], `must be sections with settings, for example\n  server:\n    port: 8787`);
    return layer;
  }

  for (const sectionPair of root.items) {
    const section = keyOf(sectionPair);
    if (!sections.includes(section)) {
      problem(offsetOf(sectionPair), `unknown section "${section}"${didYouMean(sectionSuggestion(section))}`);
      continue;
    }
    const body = isAlias(sectionPair.value) ? sectionPair.value.resolve(document) : sectionPair.value;
    if (body === null || (isScalar(body) && body.value === null)) continue;
    if (!isMap(body)) {
      problem(offsetOf(sectionPair), `section "${section}" must hold settings, one "key: value" a line`);
      continue;
    }
    for (const pair of body.items) {
      const name = `${section}.${keyOf(pair)}`;
      const entry = byName.get(name);
      if (entry === undefined) {
        problem(offsetOf(pair), `unknown setting "${name}"${didYouMean(settingSuggestion(name))}`);
        continue;
      }
      const value = plainValue(pair.value, document);
      if (value === null || value === undefined) continue;
      layer.values.set(entry, { value, from: at(offsetOf(pair)), folder: dirname(file) });
    }
  }
  return layer;
}

type YamlDocument = ReturnType<typeof parseDocument>;

/** The plain JavaScript value of a node; aliases are followed, but not without limit. */
function plainValue(node: unknown, document: YamlDocument): unknown {
  return isNode(node) ? node.toJS(document, { maxAliasCount: 10 }) : node;
}

const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

const offsetOf = (pair: Pair): number | undefined => (isScalar(pair.key) ? pair.key.range?.[0] : undefined);

/** A setting written at the top level is the commonest slip: name the place where it belongs. */
function sectionSuggestion(written: string): string | null {
  const setting = settingEntries.find((entry) => entry.key === written);
  return setting?.name ?? nearestName(written, sections);
}

/** A key that exists in another section beats a similar name in this one. */
function settingSuggestion(written: string): string | null {
  const key = written.slice(written.indexOf('.') + 1);
  const elsewhere = settingEntries.filter((entry) => entry.key === key);
  return elsewhere.length === 1 ? (elsewhere[0]?.name ?? null) : nearestName(written, byName.keys());
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message;
