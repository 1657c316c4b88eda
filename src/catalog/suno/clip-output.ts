import { z } from 'zod';

const url = z.url();
const isFine = z.null().meta({ description: 'null: all is well.' });
const constant = z.null().meta({ description: 'Always null.' });
const off = z.literal(false);
const empty = z.literal('');

const part = z.strictObject({
  id: z.string().meta({ description: 'Id of the clip.' }),
  continue_at: z.number().optional().meta({ description: 'Second from which the next part goes on.' }),
});
const parts = z.array(part).nullable();

const metadata = {
  tags: z.string().meta({ description: 'Style words.' }),
  prompt: z.string().meta({ description: 'The words as sung.' }),
  gpt_description_prompt: z.string().nullable().meta({ description: 'The description of the request.' }),
  audio_prompt_id: z.string().nullable().meta({ description: 'The clip that was continued.' }),
  history: parts.meta({ description: 'Earlier parts of a continuation.' }),
  concat_history: parts.meta({ description: 'Parts of a joined song.' }),
  type: z.enum(['gen', 'concat']),
  duration: z.number().min(0).meta({ description: 'Seconds.' }),
  error_type: isFine,
  error_message: isFine,
};

const clip = {
  id: z.uuid().meta({ description: 'Usable as continue_clip_id and for joining.' }),
  video_url: z.union([url, empty]).meta({ description: 'A video with the cover, or empty.' }),
  audio_url: url.meta({ description: 'The clip, an MP3.' }),
  image_url: url.meta({ description: 'The cover.' }),
  image_large_url: url.meta({ description: 'The large cover.' }),
  is_video_pending: off,
  is_handle_updated: off,
  major_model_version: z.string().meta({ description: 'v3, v4 or v5; empty for other engines.' }),
  model_name: z.string().meta({ description: 'The engine asked for.' }),
  status: z.literal('complete'),
  title: z.string().meta({ description: 'The title given or invented.' }),
};

/** A clip of generations 0 and 1. */
const fullClip = z.strictObject({
  ...clip,
  metadata: z.strictObject({ ...metadata, refund_credits: constant, stream: z.literal(true) }),
  created_at: z.iso.datetime(),
  is_liked: off,
  is_trashed: off,
  is_public: off,
  user_id: empty,
  display_name: empty,
  handle: empty,
  reaction: constant,
  play_count: z.literal(0),
  upvote_count: z.literal(0),
});

/** A clip of generation 2. */
const listedClip = z.strictObject({
  ...clip,
  metadata: z.strictObject(metadata),
  created_at: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    .meta({ description: 'UTC, without a zone.' }),
});

export const clipsById = z.strictObject({
  clips: z
    .record(z.uuid(), fullClip)
    .refine((clips) => Object.keys(clips).length > 0, 'has no clip')
    .meta({ description: 'One member per clip; the key is its id.' }),
});

export const clipList = z.array(listedClip).min(1).meta({ description: 'The clips of the run.' });
