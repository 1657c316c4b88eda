import { z } from 'zod';
import { plainText } from '../plain-text.ts';
import { accountName, ownSettings } from './account-settings.ts';
import { keyBodies } from './key-body.ts';

const points = z.int().min(1).max(1_000_000_000_000_000);
const concurrency = z.int().min(1).max(10_000);
const reference = plainText({ min: 0, max: 200 }).default('').meta({ description: 'For your books.' });
const pair = { model: plainText({ max: 200 }), task_type: plainText({ max: 200 }) };

export const adminBodies = {
  account: z.object({
    name: accountName.meta({ description: 'For people.' }),
    points: points.optional().meta({ description: 'Opening balance; 10,000,000 points are US$1.' }),
    max_concurrent_tasks: concurrency.optional(),
  }),
  change: ownSettings.omit({ service_mode: true }).extend({
    plan: plainText({ max: 50 }).optional(),
    max_concurrent_tasks: concurrency.optional(),
    family_limits: z
      .record(z.string().max(100), concurrency)
      .optional()
      .meta({ description: 'Running tasks at most, by family key: {"flux": 4}. Replaces the limits that were there.' }),
    is_enable: z.boolean().optional().meta({ description: 'false: every key of the account is refused.' }),
  }),
  key: keyBodies.create,
  topup: z.object({ points, reference }),
  adjustment: z.object({
    points: z
      .int()
      .min(-1_000_000_000_000_000)
      .max(1_000_000_000_000_000)
      .refine((value) => value !== 0, 'must not be 0')
      .meta({ description: 'Below 0: taken away.' }),
    reference: plainText({ max: 200 }).meta({ description: 'Why.' }),
  }),
  /** One of the last two. */
  price: z.strictObject({
    ...pair,
    multiplier: z.number().min(0).max(1_000).optional().meta({ description: "The catalogue's price times this." }),
    usd: z.number().min(0).max(10_000).optional().meta({ description: "US$ per unit of the catalogue's price." }),
  }),
};
