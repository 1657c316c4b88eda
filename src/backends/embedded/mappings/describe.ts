import { DESCRIBE_LIMITS, type DescribeInput } from '../../../engines/describe/contract.ts';
import type { BackendResult } from '../../backend.ts';
import type { EngineHome, EngineMapping } from '../engine-mapping.ts';

const { maxBytes } = DESCRIBE_LIMITS;

const shared = {
  engine: 'describe',
  label: 'describe@1',
  quality:
    'Tags, not captions: colours, light, composition, faces and the 80 COCO classes as measured, put into words; no language model.',
  // The detectors are those of the face-swap packages; describing needs no consent.
  missing: ({ isInstalled }: EngineHome) =>
    isInstalled('face-swap') ? null : 'its detectors are not installed: run `polymuse engines add face-swap`',
} as const satisfies Partial<EngineMapping>;

/** The text under the name that the family gives it. */
const named =
  (field: string) =>
  (produced: BackendResult): BackendResult => ({
    ...produced,
    data: { ...produced.data, [field]: produced.data.text },
  });

export const describeMappings: Readonly<Record<string, EngineMapping>> = {
  'midjourney/describe': {
    ...shared,
    async prepare(_input, context): Promise<DescribeInput> {
      return {
        imagePath: await context.media('image_url', 'image', { maxBytes }),
        output: { kind: 'prompts' },
      };
    },
    result: named('description'),
  },
  'Qubico/joycaption/joycaption-beta-one': {
    ...shared,
    async prepare(input, context): Promise<DescribeInput> {
      const style = String(input.prompt_style ?? 'Descriptive');
      const length = String(input.caption_length ?? 'any');
      return {
        imagePath: await context.media('image', 'image', { maxBytes }),
        output: { kind: 'caption', style, length },
      };
    },
    result: named('text'),
  },
};
