import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedProblems, documentedSchema } from '../harness/documented-schema.ts';
import { root, sharedFolder } from '../harness/program.ts';

/**
 * `spec/` holds copies of the shared fact pages. Where those lie beside the repository the copies must be equal; on
 * every other machine the copies are all there is, and only what does not need the originals is checked.
 */

const shared = path.join(sharedFolder, 'spec');
const seed = path.join(sharedFolder, 'seed/get-task-mmaudio.txt');
const specFolder = path.join(root, 'spec');
/** Made by this project, with no original to be equal to. */
const OWN_FILES = ['documented-get-task.schema.json'];

const copies = readdirSync(specFolder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => statSync(path.join(specFolder, file)).isFile() && !OWN_FILES.includes(file),
);

describe('spec/', () => {
  it('holds the protocol page, the client payloads and the family files', () => {
    expect(copies).toEqual(expect.arrayContaining(['protocol.md', 'client-payloads.jsonl', 'catalog/mmaudio.yaml']));
  });

  it.each(copies)('%s equals its original where there is one', (file) => {
    const original = path.join(shared, file);
    const copy = readFileSync(path.join(specFolder, file), 'utf8');
    expect(copy.length).toBeGreaterThan(0);
    if (existsSync(shared)) expect(copy).toBe(readFileSync(original, 'utf8'));
  });
});

describe('the strict schema of the documented reply', () => {
  it('allows no other member anywhere and asks for every one it names', () => {
    for (const { properties, required, additionalProperties } of objectsOf(documentedSchema)) {
      // `tags` are objects of which the documentation shows nothing.
      if (properties === undefined) continue;
      expect(additionalProperties).toBe(false);
      expect([...(required as string[])].sort()).toEqual(Object.keys(properties).sort());
    }
  });

  it('is met by the documentation’s own example, and by nothing that lacks or adds a member of it', () => {
    const page = readFileSync(path.join(specFolder, 'protocol.md'), 'utf8');
    const section = page.slice(page.indexOf('### 7.1'));
    const example = documentedExample(existsSync(seed) ? readFileSync(seed, 'utf8') : section);
    expect(documentedExample(section)).toEqual(example);
    expect(documentedProblems(example)).toEqual([]);
    let members = 0;
    for (const [parent, name] of membersOf(example)) {
      members += 1;
      const value = parent[name];
      delete parent[name];
      expect(documentedProblems(example), `without ${name}`).not.toEqual([]);
      parent[name] = value;
      parent[`${name}_more`] = value;
      expect(documentedProblems(example), `with ${name}_more`).not.toEqual([]);
      delete parent[`${name}_more`];
      parent[name] = otherType(value);
      expect(documentedProblems(example), `${name} of another type`).not.toEqual([]);
      parent[name] = value;
    }
    expect(documentedProblems(example)).toEqual([]);
    // As many as the rows of the table in section 7.1 of the protocol page.
    expect(members).toBe(72);
  });
});

/** The JSON example of a page: from its `{` with `"code": 0` to the brace that closes it. */
function documentedExample(text: string): Record<string, unknown> {
  const start = text.search(/\{\s*"code": 0,/);
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return JSON.parse(text.slice(start, at + 1)) as Record<string, unknown>;
  }
  throw new Error('the page has no example');
}

function membersOf(value: unknown): [Record<string, unknown>, string][] {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  return Object.keys(object).flatMap((name) => [
    [object, name] as [Record<string, unknown>, string],
    ...membersOf(object[name]),
  ]);
}

interface SchemaNode extends Record<string, unknown> {
  properties?: Record<string, unknown>;
}

function objectsOf(schema: unknown): SchemaNode[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const node = schema as SchemaNode;
  const inner = Object.values(node).flatMap(objectsOf);
  return node.type === 'object' ? [node, ...inner] : inner;
}

const otherType = (value: unknown): unknown => (typeof value === 'string' ? 1 : 'text');
