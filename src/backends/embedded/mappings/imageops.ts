import { IMAGEOPS_LIMITS, type ImageopsInput } from '../../../engines/imageops/contract.ts';
import { AppError } from '../../../errors.ts';
import type { EngineMapping } from '../engine-mapping.ts';

export const imageopsMappings: Readonly<Record<string, EngineMapping>> = {
  'midjourney/upscale': {
    engine: 'imageops',
    label: 'imageops@1',
    quality: 'One tile of the grid, enlarged by interpolation; no detail is invented.',
    refuses: ({ index }) =>
      index === undefined || /^[1-4]$/.test(String(index)) ? null : 'only tiles 1 to 4 of a grid can be cut out here',
    async prepare(input, context, job): Promise<ImageopsInput> {
      const grid = job.origins[0]?.files.find(({ role }) => role === 'image');
      if (!grid) throw new AppError('bad_image', { detail: { reason: 'the grid of the origin task is gone' } });
      const imagePath = await context.originFile(grid, { maxBytes: IMAGEOPS_LIMITS.maxBytes });
      return { imagePath, tile: Number(input.index) as ImageopsInput['tile'] };
    },
  },
};
