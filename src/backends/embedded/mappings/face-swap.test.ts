import { expect, it } from 'vitest';
import type { TaskInput } from '../../../catalog/task-type.ts';
import type { BackendContext, BackendJob } from '../../backend.ts';
import { describeMappings } from './describe.ts';
import { faceSwapMappings } from './face-swap.ts';

const home = { isInstalled: () => true, faceSwapConsent: true, cutoutModel: null };
const context = { media: async (field: string, kind: string) => `/work/${field}.${kind}` } as unknown as BackendContext;
const prepare = (key: string, input: TaskInput) =>
  (faceSwapMappings[key] ?? describeMappings[key])!.prepare(input, context, {} as BackendJob, home);

it('swapping is off until the operator consents, and says how to switch it on; describing needs no consent', () => {
  for (const mapping of Object.values(faceSwapMappings)) {
    expect(mapping.missing!(home)).toBeNull();
    expect(mapping.missing!({ ...home, faceSwapConsent: false })).toMatch(/engines\.faceSwapConsent: true/);
    expect(mapping.missing!({ ...home, isInstalled: () => false })).toMatch(/polymuse engines add face-swap/);
  }
  for (const mapping of Object.values(describeMappings)) {
    expect(mapping.missing!({ ...home, faceSwapConsent: false })).toBeNull();
    expect(mapping.missing!({ ...home, isInstalled: () => false })).toMatch(/polymuse engines add face-swap/);
  }
});

it.each([
  ['Qubico/image-toolkit/face-swap', { swap_faces_index: '1', target_faces_index: '0' }, { kind: 'largest' }],
  ['Qubico/image-toolkit/multi-face-swap', { swap_faces_index: '', target_faces_index: '' }, { kind: 'all' }],
  [
    'Qubico/image-toolkit/multi-face-swap',
    { swap_faces_index: '0 1', target_faces_index: '1,0' },
    { kind: 'indexes', swap: [0, 1], target: [1, 0] },
  ],
  ['Qubico/video-toolkit/face-swap', {}, { kind: 'indexes', swap: [0], target: [0] }],
])('%s with %j swaps %j', async (key, input, choice) => {
  expect(await prepare(key, input)).toMatchObject({ choice, swapPath: '/work/swap_image.image' });
});

it('a video is measured by its frames', () => {
  expect(faceSwapMappings['Qubico/video-toolkit/face-swap']!.measuredUnits!({ frames: 75 })).toBe(75);
});

it('the words of a description go where the family has them', () => {
  const produced = { files: [], data: { text: 'words', measured: {} } };
  const midjourney = describeMappings['midjourney/describe']!.result!(produced, {});
  expect(midjourney.data).toMatchObject({ description: 'words' });
  const joycaption = describeMappings['Qubico/joycaption/joycaption-beta-one']!.result!(produced, {});
  expect(joycaption.data).toMatchObject({ text: 'words' });
});
