import { z } from 'zod';
import { inOrder, numeric, withoutSuffix } from './coerce.ts';
import { choice, flag, group, media, taskReference, text } from './field.ts';
import { fileOf } from './shapes.ts';
import type { OriginRule, TaskInput, TaskResult, TaskType } from './task-type.ts';

const frameFields = {
  type: text({ note: 'image, video (extend_video only) or generation. Absent: by what the frame has.' }),
  id: taskReference({ note: 'An earlier Luma task instead of a url.' }),
};
const pictureFrame = { ...frameFields, url: media('image') };
const videoFrame = { ...frameFields, url: media('video', { note: 'The video to continue.' }) };

const prompt = text({ required: true, aliases: ['user_prompt'] });
const settings = {
  expand_prompt: flag({
    default: false,
    note: 'Let the engine write the prompt out; without it the result is closer.',
  }),
  model_name: choice(['ray-v1', 'ray-v2'], { default: 'ray-v2', aliases: ['model'], note: 'The engine.' }),
  aspect_ratio: choice(['9:16', '3:4', '1:1', '4:3', '16:9', '21:9', '9:21'], { default: '16:9' }),
};

const origin: OriginRule = {
  fields: ['key_frames.frame0.id', 'key_frames.frame1.id'],
  everyFieldCounts: true,
  from: ['luma/video_generation', 'luma/extend_video'],
};

const fileForm = z.strictObject({ url: z.url(), width: z.int().min(0), height: z.int().min(0) });

const base = {
  model: 'luma',
  family: 'luma',
  section: 'Luma Dream Machine',
  origin,
  usageType: 'point',
  charge: 'on_completion',
  pendingOutput: {
    prompt: '',
    internal_state: '',
    created_at: '',
    video: null,
    video_raw: null,
    thumbnail: null,
    last_frame: null,
  },
  output: z.strictObject({
    prompt: z.string().meta({ description: 'The prompt as used.' }),
    internal_state: z.literal('completed'),
    created_at: z.iso.datetime(),
    video: fileForm.meta({ description: 'The video, an MP4.' }),
    video_raw: fileForm.meta({ description: 'The video without watermark.' }),
    thumbnail: fileForm.meta({ description: 'Preview picture.' }),
    last_frame: fileForm.meta({ description: 'The last frame as a picture.' }),
    video_url: z.url().meta({ description: 'Same as video_raw.url.' }),
  }),
  shape,
  produces: () => [
    { role: 'video', kind: 'video' },
    { role: 'cover', kind: 'image', isCover: true },
    { role: 'last_frame', kind: 'image', isCover: true },
  ],
  resultData: z.object({
    created_at: z.iso.datetime().meta({ description: 'When the engine took the job.' }),
    prompt: z.string().optional().meta({ description: 'The prompt as used, where the engine changed it.' }),
  }),
  deadlineMinutes: 60,
} as const satisfies Partial<TaskType>;

export const luma: readonly TaskType[] = [
  {
    ...base,
    taskType: 'video_generation',
    summary: 'Makes a video from a text, optionally between a start and an end picture.',
    input: z.object({
      prompt,
      start_image: media('image', { aliases: ['image_url'], note: 'First frame.' }),
      end_image: media('image', { aliases: ['image_end_url'], note: 'Last frame.' }),
      key_frames: group(
        { frame0: group(pictureFrame), frame1: group(pictureFrame) },
        {
          aliases: ['keyframes'],
          note: 'Older form: frame0.url is start_image, frame1.url is end_image. An id takes the last frame (frame0) or the first frame (frame1) of an earlier task.',
        },
      ),
      ...settings,
      duration: choice([5, 9, 10], {
        default: 5,
        coerce: inOrder(withoutSuffix('s'), numeric),
        note: 'Seconds. 9 and 10 are one step: ray-v1 makes 10, ray-v2 makes 9.',
      }),
      loop: flag({ default: false, note: 'The end leads into the start; without an end picture only.' }),
    }),
    adjust: withPlainFrames,
    rules: [refuseVideoFrames],
    price: {
      per: 'generation',
      table: [
        { when: { duration: 5 }, usd: 0.2 },
        { when: { duration: [9, 10] }, usd: 0.4 },
      ],
    },
  },
  {
    ...base,
    taskType: 'extend_video',
    isSunset: true,
    summary: 'Continues an earlier video, given by URL or by task id.',
    input: z.object({
      prompt,
      key_frames: group(
        { frame0: group(videoFrame, { required: true }), frame1: group(pictureFrame) },
        {
          required: true,
          aliases: ['keyframes'],
          note: 'frame0 is what is continued, by url or id; frame1 may give an end picture.',
        },
      ),
      ...settings,
    }),
    adjust: withTypedFrames,
    rules: [({ key_frames }) => (frameOf(key_frames, 'frame0') ? null : 'key_frames.frame0 is required')],
    price: { usd: 0.2, per: 'generation' },
  },
];

interface Frame {
  type?: string;
  url?: string;
  id?: string;
}
type FrameName = 'frame0' | 'frame1';

function frameOf(keyFrames: unknown, name: FrameName): Frame | undefined {
  const frame = (keyFrames as Partial<Record<FrameName, Frame>> | undefined)?.[name];
  return frame?.url || frame?.id ? frame : undefined;
}

/** A url wins over an id; the type may be left out. */
function typedFrame(frame: Frame | undefined, typeOfUrl: string): Frame | undefined {
  if (!frame) return undefined;
  const { type, url, id } = frame;
  return url ? { type: type ?? typeOfUrl, url } : { type: type ?? 'generation', id: id ?? '' };
}

function withFrames(input: TaskInput, frames: Partial<Record<FrameName, Frame | undefined>>): TaskInput {
  const { key_frames: _, ...rest } = input;
  const present = Object.entries(frames).filter(([, frame]) => frame);
  return present.length === 0 ? rest : { ...rest, key_frames: Object.fromEntries(present) };
}

/** Pictures of the older form move to start_image and end_image; what is left names earlier tasks. */
function withPlainFrames(input: TaskInput): TaskInput {
  const frame0 = typedFrame(frameOf(input.key_frames, 'frame0'), 'image');
  const frame1 = typedFrame(frameOf(input.key_frames, 'frame1'), 'image');
  const start = input.start_image ?? pictureOf(frame0);
  const end = input.end_image ?? pictureOf(frame1);
  const left = { frame0: isLeft(frame0, start) ? frame0 : undefined, frame1: isLeft(frame1, end) ? frame1 : undefined };
  return {
    ...withFrames(input, left),
    start_image: start,
    end_image: end,
    duration: input.duration === 5 ? 5 : input.model_name === 'ray-v1' ? 10 : 9,
    loop: input.loop === true && !end && !left.frame1,
  };
}

const isVideo = (frame: Frame | undefined): boolean => frame?.type === 'video';

const pictureOf = (frame: Frame | undefined): string | undefined => (isVideo(frame) ? undefined : frame?.url);

/** start_image and end_image win over a frame; a video is kept, for the rule that refuses it. */
const isLeft = (frame: Frame | undefined, picture: unknown): boolean => isVideo(frame) || picture === undefined;

function refuseVideoFrames({ key_frames }: TaskInput): string | null {
  const name = (['frame0', 'frame1'] as const).find((at) => isVideo(frameOf(key_frames, at)));
  return name ? `invalid key_frames: ${name} is a video, which extend_video takes` : null;
}

function withTypedFrames(input: TaskInput): TaskInput {
  return withFrames(input, {
    frame0: typedFrame(frameOf(input.key_frames, 'frame0'), 'video'),
    frame1: typedFrame(frameOf(input.key_frames, 'frame1'), 'image'),
  });
}

function shape(result: TaskResult, input: TaskInput): unknown {
  const picture = (role: string) => {
    const { url = '', width = 0, height = 0 } = fileOf(result, role) ?? {};
    return { url, width, height };
  };
  const video = picture('video');
  return {
    prompt: result.data.prompt ?? input.prompt,
    internal_state: 'completed',
    created_at: result.data.created_at,
    video,
    video_raw: video,
    thumbnail: picture('cover'),
    last_frame: picture('last_frame'),
    video_url: video.url,
  };
}
