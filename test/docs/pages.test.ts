import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../../scripts/docs/generated-files.ts';
import { clientVariables } from '../../src/config/environment-layer.ts';
import { settingEntries } from '../../src/config/schema.ts';
import { voices } from '../../src/engines/foley/sound/voices/index.ts';
import { errorCatalogue } from '../../src/errors-catalogue.ts';
import { root } from '../harness/program.ts';
import { anchorsOf, documents, readDocument, withoutCode } from './documents.ts';

const LARGEST_PICTURE_BYTES = 400_000;
const scripts = Object.keys(
  (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
);

describe.each(documents)('%s', (file) => {
  test('every relative link leads to a file, and to a heading in it', () => {
    const broken = [...withoutCode(readDocument(file)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/i.test(link))
      .filter((link) => {
        const [name = '', anchor] = link.split('#');
        const target = name === '' ? file : path.posix.join(path.posix.dirname(file), name);
        if (!existsSync(path.join(root, target))) return true;
        return anchor !== undefined && !anchorsOf(target).has(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('every npm script that it names exists', () => {
    const named = [...readDocument(file).matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)];
    expect(named.map((found) => found[1] ?? found[2] ?? '').filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test('every variable of ours that it names is a setting', () => {
    const others = [...clientVariables, 'POLYMUSE_CONFIG', 'POLYMUSE_TEST_', 'POLYMUSE_'];
    const known = new Set([...settingEntries.map(({ env }) => env), ...others]);
    const named = readDocument(file).match(/\bPOLYMUSE_[A-Z_]*/g) ?? [];
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
  });

  test('pictures exist, say what they show, and are small', () => {
    for (const [, words = '', link = ''] of readDocument(file).matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)) {
      expect(words.length).toBeGreaterThan(20);
      expect(statSync(path.join(root, path.dirname(file), link)).size).toBeLessThan(LARGEST_PICTURE_BYTES);
    }
  });
});

describe('the reference', () => {
  test.each(generatedFiles)('$path is current (else: npm run docs)', ({ path: file, render }) => {
    expect(readDocument(file)).toBe(render());
  });

  test('every sound of the engine is on the page of sounds', () => {
    const page = readDocument('docs/reference/sounds.md');
    expect(voices.filter(({ id }) => !page.includes(`\`${id}\` |`)).map(({ id }) => id)).toEqual([]);
  });

  test('every decision is in the list of decisions', () => {
    const list = readDocument('docs/decisions/README.md');
    const pages = documents.filter((file) => /^docs\/decisions\/\d{4}-/.test(file));
    expect(pages.length).toBeGreaterThanOrEqual(10);
    expect(pages.filter((file) => !list.includes(`(${path.basename(file)})`))).toEqual([]);
  });

  test('the error texts that the troubleshooting page quotes are those of the catalogue', () => {
    const messages = Object.values(errorCatalogue).map(({ message }) => message.toLowerCase());
    const quoted = [...readDocument('docs/guide/troubleshooting.md').matchAll(/^\| \d{3} `([^`]+)`/gm)];
    expect(quoted.length).toBeGreaterThanOrEqual(5);
    for (const [, text = ''] of quoted)
      expect(
        messages.some((message) => message.includes(text.toLowerCase())),
        text,
      ).toBe(true);
  });
});
