import { expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';

const catalog = createCatalog();

test('names are found in any letter case', () => {
  expect(catalog.find('qubico/MMAUDIO', 'VIDEO2audio')).toMatchObject({
    model: 'Qubico/mmaudio',
    taskType: 'video2audio',
  });
});

test('an unknown model is refused with the name that was sent, cut', () => {
  expect(() => catalog.find('nope', 'x')).toThrow(/^invalid model: nope$/);
  expect(() => catalog.find('n'.repeat(500), 'x')).toThrow(/^invalid model: n{100}…$/);
});

test('an unknown task type is refused with what the model offers', () => {
  expect(() => catalog.find('Qubico/mmaudio', 'txt2audio')).toThrow(
    'invalid task type: txt2audio (Qubico/mmaudio offers: video2audio)',
  );
});

test('names that every object has are no models', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    expect(() => catalog.find(name, 'x')).toThrow(`invalid model: ${name}`);
    expect(catalog.get(name, name)).toBeUndefined();
  }
});

test('every pair is there once', () => {
  const names = catalog.served.map(({ model, taskType }) => `${model}/${taskType}`.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
});
