import { z } from 'zod';
import { rounded } from '../coerce.ts';
import { choice, flag, group, integer, list, media, number, text } from '../field.ts';
import type { PriceRow } from '../price.ts';
import type { TaskInput, TaskType } from '../task-type.ts';
import { videoResult } from '../video-result.ts';
import { base, frame, shapeOfFrame, versionText } from './kling-fields.ts';
import { multiShots, secondsOfResult, shotsFit, shotsOf, withoutIgnoredByShots } from './multi-shots.ts';
import { videoWorks } from './works.ts';

const VERSIONS = ['1.0', '1.5', '1.6', '2.0', '2.1', '2.1-master', '2.5', '2.6', '3.0', '3.0-turbo'] as const;
const ANY_LENGTH = ['3.0', '3.0-turbo'];
const ALWAYS_PRO = ['2.0', '2.1-master'];
const WITH_AUDIO = ['2.6', '3.0'];
const WITH_SHOTS = ['3.0'];
const ELEMENTS_VERSION = '1.6';

const isVersion = ({ version }: TaskInput, versions: readonly string[]): boolean => versions.includes(String(version));

const cameraAxis = (note: string) => integer({ min: -10, max: 10, default: 0, coerce: rounded, note });

const point = group({
  x: number({ required: true, strict: true, note: 'Pixels from the left.' }),
  y: number({ required: true, strict: true, note: 'Pixels from the top.' }),
});

const input = z.object({
  prompt: text({ maxLength: 2500, note: 'Required unless image_url, elements or multi_shots is given.' }),
  negative_prompt: text({ default: '', maxLength: 2500 }),
  version: choice(VERSIONS, { default: '2.6', coerce: versionText, note: 'The engine; elements always run as 1.6.' }),
  mode: choice(['std', 'pro', 'turbo'], {
    default: 'std',
    note: 'std = 720p, pro = 1080p; turbo only with version 2.5. Versions 2.0 and 2.1-master always run as pro.',
  }),
  professional_mode: flag({ note: 'Older switch: true means mode pro when mode is absent.' }),
  duration: integer({ min: 3, max: 15, default: 5, note: 'Seconds. Versions 1.0 to 2.6: 5 or 10; 3.0: 3 to 15.' }),
  aspect_ratio: shapeOfFrame('Ignored when image_url is set.'),
  cfg_scale: number({ min: 0, max: 1, default: 0.5, note: 'How closely the prompt is followed.' }),
  image_url: frame('Start frame; absent: text to video.'),
  image_tail_url: frame('End frame; only with image_url.'),
  camera_control: group(
    {
      type: text({
        default: 'simple',
        note: 'For example simple, down_back, forward_up, right_turn_forward, left_turn_forward.',
      }),
      config: group({
        horizontal: cameraAxis('Sideways.'),
        vertical: cameraAxis('Up and down.'),
        pan: cameraAxis('Turn up and down.'),
        tilt: cameraAxis('Turn sideways.'),
        roll: cameraAxis('Turn around the line of sight.'),
        zoom: cameraAxis('Narrower or wider.'),
      }),
    },
    { note: 'Camera move for text to video; all zeros mean none.' },
  ),
  motion_brush: group(
    {
      mask_url: media('image', {
        required: true,
        limits: { formats: ['png'] },
        note: 'As large as image_url, every alpha value 0; coloured areas are the masks.',
      }),
      static_masks: list(group({ points: list(point, { default: [] }) }), { default: [{ points: [] }] }),
      dynamic_masks: list(group({ points: list(point, { note: 'Control points of a Bezier path.' }) })),
    },
    { note: 'What moves along which path, and what stays; only with image_url. Version 1.0 makes use of it.' },
  ),
  elements: list(group({ image_url: media('image', { required: true }) }), {
    minItems: 1,
    maxItems: 4,
    note: 'Pictures of what the video shows; image_url and image_tail_url are then ignored.',
  }),
  enable_audio: flag({ default: false, note: 'With sound; versions 2.6 and 3.0.' }),
  prefer_multi_shots: flag({ default: false, note: 'Version 3.0: lean towards several shots.' }),
  multi_shots: multiShots('Version 3.0: the shots one by one.'),
  reference_video_url: media('video', { note: 'Ignored by engines without a use for it.' }),
});

/** Rows for clips of 5 seconds, and of 10 at twice the price. */
const clips = (when: PriceRow['when'], usd: number): PriceRow[] => [
  { when: { ...when, duration: 5 }, usd, per: 'generation' },
  { when: { ...when, duration: 10 }, usd: 2 * usd, per: 'generation' },
];

const FIRST_VERSIONS = ['1.0', '1.5', '1.6', '2.1'];

const priceTable: readonly PriceRow[] = [
  ...clips({ version: FIRST_VERSIONS, mode: 'std' }, 0.26),
  ...clips({ version: FIRST_VERSIONS, mode: 'pro' }, 0.46),
  ...clips({ version: ALWAYS_PRO }, 0.96),
  ...clips({ version: '2.5', mode: 'turbo' }, 0.28),
  ...clips({ version: '2.5', mode: 'std' }, 0.2),
  ...clips({ version: '2.5', mode: 'pro' }, 0.33),
  ...clips({ version: '2.6', mode: 'std', enable_audio: false }, 0.2),
  ...clips({ version: '2.6', mode: 'pro', enable_audio: false }, 0.33),
  ...clips({ version: '2.6', mode: 'std', enable_audio: true }, 0.4),
  ...clips({ version: '2.6', mode: 'pro', enable_audio: true }, 0.66),
  { when: { version: '3.0', mode: 'std', enable_audio: false }, usd: 0.1 },
  { when: { version: '3.0', mode: 'std', enable_audio: true }, usd: 0.15 },
  { when: { version: '3.0', mode: 'pro', enable_audio: false }, usd: 0.15 },
  { when: { version: '3.0', mode: 'pro', enable_audio: true }, usd: 0.2 },
  { when: { version: '3.0-turbo', mode: 'std' }, usd: 0.13 },
  { when: { version: '3.0-turbo', mode: 'pro' }, usd: 0.19 },
];

/** Version 3.0 and later answer with the link alone, the others with works. */
const classic = videoWorks(jobName);
const plain = { ...videoResult('video', 'video_url'), pendingOutput: { video: '' } };
const isPlain = (given: TaskInput): boolean => isVersion(given, ANY_LENGTH);

export const videoGeneration: TaskType = {
  ...base,
  ...classic,
  taskType: 'video_generation',
  summary:
    'Makes a video clip from a text, from a start (and end) picture, or from one to four element pictures, on the Kling engine version asked for.',
  input,
  adjust,
  rules: [promptIsThere, turboFits, durationFits, tailNeedsStart, brushNeedsStart, shotsFit],
  price: { per: 'second', units: secondsOfResult, table: priceTable },
  pendingOutput: (given: TaskInput) => (isPlain(given) ? plain.pendingOutput : classic.pendingOutput),
  output: z.union([classic.output, plain.output]),
  shape: (result, given) => (isPlain(given) ? plain : classic).shape(result, given),
  produces: (given) => (isPlain(given) ? plain : classic).produces(given),
};

/** As the engine calls its jobs: `_hq` marks mode pro. */
function jobName({ image_url, elements, mode }: TaskInput): string {
  const kind = image_url || elements ? 'm2v_img2video' : 'm2v_txt2video';
  return mode === 'pro' ? `${kind}_hq` : kind;
}

function adjust(given: TaskInput, sent: ReadonlySet<string>): TaskInput {
  const placed = withFrames(given);
  const adjusted = {
    ...placed,
    mode: modeOf(placed, sent),
    enable_audio: placed.enable_audio === true && isVersion(placed, WITH_AUDIO),
    prefer_multi_shots: placed.prefer_multi_shots === true && isVersion(placed, WITH_SHOTS),
    multi_shots: isVersion(placed, WITH_SHOTS) ? placed.multi_shots : undefined,
  };
  return withoutIgnoredByShots(adjusted);
}

/** Elements rule out frames and what is painted on them; a start frame sets the shape. */
function withFrames(given: TaskInput): TaskInput {
  if (given.elements) {
    const { image_url: _start, image_tail_url: _tail, motion_brush: _brush, ...rest } = given;
    return { ...rest, version: ELEMENTS_VERSION };
  }
  const { aspect_ratio, ...rest } = given;
  return given.image_url ? rest : { ...rest, aspect_ratio };
}

function modeOf(given: TaskInput, sent: ReadonlySet<string>): unknown {
  const wanted = !sent.has('mode') && given.professional_mode === true ? 'pro' : given.mode;
  return wanted === 'std' && isVersion(given, ALWAYS_PRO) ? 'pro' : wanted;
}

function promptIsThere(given: TaskInput): string | null {
  const saysEnough = given.prompt || given.image_url || given.elements || shotsOf(given).length > 0;
  return saysEnough ? null : 'prompt is required';
}

function turboFits({ mode, version }: TaskInput): string | null {
  return mode === 'turbo' && version !== '2.5' ? `invalid mode: turbo is only for version 2.5, not ${version}` : null;
}

function durationFits(given: TaskInput): string | null {
  const { duration, version } = given;
  if (isVersion(given, ANY_LENGTH) || duration === 5 || duration === 10) return null;
  return `invalid duration: ${duration} is not 5 or 10 for version ${version}`;
}

function tailNeedsStart({ image_url, image_tail_url }: TaskInput): string | null {
  return image_tail_url && !image_url ? 'image_tail_url requires image_url' : null;
}

function brushNeedsStart({ image_url, motion_brush }: TaskInput): string | null {
  return motion_brush && !image_url ? 'motion_brush requires image_url' : null;
}
