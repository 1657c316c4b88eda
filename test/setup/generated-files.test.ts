import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { generatedFiles } from '../../scripts/docs/generated-files.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { settingEntries } from '../../src/config/schema.ts';
import { errorCatalogue } from '../../src/errors-catalogue.ts';

const root = join(import.meta.dirname, '..', '..');
const committed = (path: string) => readFileSync(join(root, path), 'utf8');

describe('generated files', () => {
  test.each(generatedFiles)(
    '$path is what the source says (else run: node --import tsx scripts/docs/write.ts)',
    ({ path, render }) => {
      expect(committed(path)).toBe(render());
    },
  );

  test('config.default.yaml changes nothing', () => {
    const options = { env: { HOME: '/home/x' }, cwd: '/', cores: 4, isTerminal: false };
    const configPath = join(root, 'config.default.yaml');
    expect(loadSettings({ ...options, configPath })).toEqual(loadSettings(options));
  });

  test('the commented lines of config.default.yaml are right as well', () => {
    const text = committed('config.default.yaml').replace(/^ {2}# {2}(?=\w+: )/gm, '  ');
    const values = parse(text) as Record<string, Record<string, unknown>>;
    for (const { section, key, setting, name } of settingEntries) {
      expect(setting.schema.safeParse(values[section]?.[key]).success, name).toBe(true);
    }
  });

  test('every setting has an example that is valid and differs from its default', () => {
    for (const { setting, name } of settingEntries) {
      expect(setting.schema.safeParse(setting.example).success, name).toBe(true);
      expect(setting.example, name).not.toEqual(setting.default);
    }
  });

  test('no two settings share a variable', () => {
    expect(new Set(settingEntries.map(({ env }) => env)).size).toBe(settingEntries.length);
  });

  test('every error is on the page with its status and message', () => {
    const page = committed('docs/reference/errors.md');
    for (const [name, { message, httpStatus }] of Object.entries(errorCatalogue)) {
      const row = page.split('\n').find((line) => line.includes(`\`${name}\``));
      expect(row).toContain(`\`${message}\``);
      expect(row).toContain(String(httpStatus));
    }
  });
});
