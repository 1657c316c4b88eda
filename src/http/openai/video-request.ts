import { invalidFieldError } from '../../catalog/input-errors.ts';
import { type DoorTask, doorModel } from './door-task.ts';

/** Size → what the Sora pairs are told. The middle sizes are made as 1080p, which is the nearest that the pair has. */
const sizes: Readonly<Record<string, { aspect_ratio: '16:9' | '9:16'; resolution: '720p' | '1080p' }>> = {
  '720x1280': { aspect_ratio: '9:16', resolution: '720p' },
  '1280x720': { aspect_ratio: '16:9', resolution: '720p' },
  '1024x1792': { aspect_ratio: '9:16', resolution: '1080p' },
  '1792x1024': { aspect_ratio: '16:9', resolution: '1080p' },
  '1080x1920': { aspect_ratio: '9:16', resolution: '1080p' },
  '1920x1080': { aspect_ratio: '16:9', resolution: '1080p' },
};
const models = ['sora-2', 'sora-2-pro'];
const USUAL_SIZE = '720x1280';
const USUAL_SECONDS = '4';

/** The body of `POST /v1/videos` as a task of the pairs of `sora2`. @throws AppError that names the member. */
export function videoRequest(body: Record<string, unknown>): DoorTask {
  const model = doorModel(body.model, models, 'sora-2');
  const isPro = model === 'sora-2-pro';
  const size = String(body.size ?? USUAL_SIZE);
  const shape = Object.hasOwn(sizes, size) ? sizes[size] : undefined;
  const offered = Object.keys(sizes).filter((name) => isPro || sizes[name]?.resolution === '720p');
  if (!shape || !offered.includes(size)) {
    throw invalidFieldError('size', body.size, `is not one of ${offered.join(', ')} (${model})`);
  }
  const seconds = String(body.seconds ?? USUAL_SECONDS);
  if (!['4', '8', '12'].includes(seconds)) throw invalidFieldError('seconds', body.seconds, 'is not one of 4, 8, 12');
  const start = startPicture(body.input_reference);
  return {
    model: 'sora2',
    taskType: isPro ? 'sora2-pro-video' : 'sora2-video',
    input: {
      prompt: body.prompt,
      duration: Number(seconds),
      aspect_ratio: shape.aspect_ratio,
      ...(isPro ? { resolution: shape.resolution } : {}),
      ...(start === undefined ? {} : { image_url: start }),
    },
    legacy: { api: 'openai-videos', model, size },
  };
}

/** A file of the form, a URL, or the object of the JSON form. */
function startPicture(given: unknown): unknown {
  if (given === undefined || given === null || given === '') return undefined;
  if (typeof given === 'string') return given;
  const { image_url } = given as { image_url?: unknown };
  if (typeof image_url === 'string') return image_url;
  throw invalidFieldError('input_reference', given, 'is not a picture: send a file, a URL or {"image_url"}');
}
