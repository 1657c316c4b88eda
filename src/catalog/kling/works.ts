import { z } from 'zod';
import { filesOf } from '../shapes.ts';
import type { ResultFile, TaskInput, TaskResult, TaskType } from '../task-type.ts';

/** `output.status` and `works[].status` when done. */
const DONE = 99;

type Content = 'video' | 'image' | 'audio';

/** What comes back from most Kling tasks: `output.works`, and the links again at the top. */
type WorksResult = Pick<TaskType, 'pendingOutput' | 'output' | 'shape' | 'produces'>;

const side = z.int().min(0).meta({ description: 'Pixels; 0 for sound.' });
const milliseconds = z.int().min(0).meta({ description: 'Milliseconds; 0 for pictures.' });
const rate = z.int().min(1).meta({ description: 'Frames per second.' });

const fileFields = {
  resource: z.url().meta({ description: 'The file; with watermark where the engine makes one.' }),
  resource_without_watermark: z.url().meta({ description: 'The clean file.' }),
  height: side,
  width: side,
  duration: milliseconds,
};

const cover = z.strictObject({
  ...fileFields,
  resource_without_watermark: z.literal(''),
  duration: z.literal(0),
});

const noCover = { resource: '', resource_without_watermark: '', height: 0, width: 0, duration: 0 } as const;

const noCoverForm = z.strictObject({
  resource: z.literal(''),
  resource_without_watermark: z.literal(''),
  height: z.literal(0),
  width: z.literal(0),
  duration: z.literal(0),
});

const jobName = z.string().min(1).meta({ description: 'Internal job name of the engine.' });
const done = z.literal(DONE);

function worksForm(content: Content, file: z.ZodObject): z.ZodType {
  return z
    .array(
      z.strictObject({
        content_type: z.literal(content),
        status: done,
        type: jobName,
        cover: content === 'audio' ? noCoverForm : cover,
        [content]: file,
      }),
    )
    .min(1)
    .meta({ description: 'One entry per result.' });
}

function works(result: TaskResult, content: Content, type: string, extra: Record<string, unknown> = {}): unknown[] {
  const covers = filesOf(result, 'cover');
  return filesOf(result, content).map((file, index) => ({
    content_type: content,
    status: DONE,
    type,
    cover: content === 'audio' ? noCover : { ...resource(covers[index]), resource_without_watermark: '', duration: 0 },
    [content]: { ...resource(file), ...extra },
  }));
}

function resource(file: ResultFile | undefined): Record<string, unknown> {
  const { url = '', height = 0, width = 0, durationMs = 0 } = file ?? {};
  return { resource: url, resource_without_watermark: url, height, width, duration: durationMs };
}

const withCovers = (content: 'video' | 'image', count: number): ReturnType<TaskType['produces']> => [
  { role: content, kind: content, count },
  { role: 'cover', kind: 'image', count, isCover: true },
];

/** Videos, all at the rate that the backend tells; `jobOf` tells what `type` says, `count` how many there are. */
export function videoWorks(
  jobOf: (input: TaskInput) => string,
  count: (input: TaskInput) => number = () => 1,
): WorksResult & Pick<TaskType, 'resultData' | 'deadlineMinutes'> {
  return {
    pendingOutput: { video_url: '', type: '', status: 0, works: null },
    output: z.strictObject({
      video_url: z.url().meta({ description: 'The video without watermark, an MP4; of several the first.' }),
      video: z.url().meta({ description: 'Same as video_url.' }),
      type: jobName,
      status: done,
      works: worksForm('video', z.strictObject({ ...fileFields, fps: rate })),
    }),
    shape(result, input) {
      const video = filesOf(result, 'video')[0]?.url ?? '';
      const type = jobOf(input);
      const list = works(result, 'video', type, { fps: result.data.fps });
      return { video_url: video, video, type, status: DONE, works: list };
    },
    produces: (input) => withCovers('video', count(input)),
    resultData: z.object({ fps: rate }),
    deadlineMinutes: 60,
  };
}

export function imageWorks(type: string, count: (input: TaskInput) => number): WorksResult {
  return {
    pendingOutput: { image_url: '', image_urls: null, type: '', status: 0, works: null },
    output: z.strictObject({
      image_url: z.url().meta({ description: 'The first picture.' }),
      image_urls: z.array(z.url()).min(1).meta({ description: 'All pictures, in the order of works.' }),
      type: jobName,
      status: done,
      works: worksForm('image', z.strictObject({ ...fileFields, duration: z.literal(0) })),
    }),
    shape(result) {
      const urls = filesOf(result, 'image').map((file) => file.url);
      const list = works(result, 'image', type, { duration: 0 });
      return { image_url: urls[0] ?? '', image_urls: urls, type, status: DONE, works: list };
    },
    produces: (input) => withCovers('image', count(input)),
  };
}

/** Sound clips, or videos with sound where the input names a video; no links at the top. */
export function soundWorks(
  jobNames: { audio: string; video: string },
  { count, isVideo }: { count: number; isVideo: (input: TaskInput) => boolean },
): WorksResult {
  const form = (content: Content) =>
    z.strictObject({ type: jobName, status: done, works: worksForm(content, z.strictObject(fileFields)) });
  return {
    pendingOutput: { type: '', status: 0, works: null },
    output: z.union([form('audio'), form('video')]),
    shape(result, input) {
      const content = isVideo(input) ? 'video' : 'audio';
      const type = jobNames[content];
      return { type, status: DONE, works: works(result, content, type) };
    },
    produces: (input) => (isVideo(input) ? withCovers('video', count) : [{ role: 'audio', kind: 'audio', count }]),
  };
}
