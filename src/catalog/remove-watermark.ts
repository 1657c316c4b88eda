import { z } from 'zod';
import { media } from './field.ts';
import type { TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

/** The same task type of several families of videos. */
export const removeWatermark = (names: Pick<TaskType, 'model' | 'family' | 'section' | 'summary'>): TaskType => ({
  ...names,
  taskType: 'remove-watermark',
  input: z.object({ video_url: media('video', { required: true, aliases: ['video'], note: 'The marked video.' }) }),
  price: { usd: 0.05, per: 'generation' },
  usageType: 'llm',
  charge: 'on_create',
  ...videoResult('video', 'video_url'),
});
