import { AUDIO, fine, IMAGE, OTHER, type RuleCases, refuse, TASK, VIDEO } from './rule-case.ts';

const klingVideos = ['kling/video_generation', 'kling/extend_video', 'kling/lip_sync'];

/** Rules of the Kling page, by their sentence. */
export const klingRules: RuleCases = {
  'prompt is required unless image_url, elements or multi_shots is given.': [
    ...fine(
      { prompt: undefined, image_url: IMAGE },
      { prompt: undefined, elements: [{ image_url: IMAGE }] },
      { prompt: undefined, version: '3.0', multi_shots: [{ prompt: 'a' }] },
    ),
    ...refuse('prompt is required', { prompt: undefined }),
  ],
  'image_tail_url needs image_url.': [
    ...fine({ image_tail_url: OTHER, image_url: IMAGE }),
    ...refuse('image_tail_url requires image_url', { image_tail_url: OTHER }),
  ],
  'aspect_ratio is used for text to video and elements only; it is ignored when image_url is set.': [
    { give: { aspect_ratio: '9:16' }, shows: { aspect_ratio: '9:16' } },
    { give: { aspect_ratio: '9:16', elements: [{ image_url: IMAGE }] }, shows: { aspect_ratio: '9:16' } },
    { give: { aspect_ratio: '9:16', image_url: IMAGE }, hides: ['aspect_ratio'] },
  ],
  'aspect_ratio is ignored when image_url is set.': [
    { give: { aspect_ratio: '9:16', image_url: IMAGE }, hides: ['aspect_ratio'] },
  ],
  'For versions 1.0, 1.5, 1.6, 2.0, 2.1, 2.1-master, 2.5 and 2.6 duration must be 5 or 10.': [
    ...fine({ version: '1.0', duration: 10 }, { version: '2.6', duration: 5 }),
    ...refuse('invalid duration', { version: '1.0', duration: 6 }, { version: '2.6', duration: 15 }),
  ],
  'For versions 3.0 and 3.0-turbo duration must be 3 to 15.': [
    ...fine({ version: '3.0', duration: 3 }, { version: '3.0-turbo', duration: 15 }),
    ...refuse('invalid duration', { version: '3.0', duration: 2 }, { version: '3.0-turbo', duration: 16 }),
  ],
  'Versions 2.0 and 2.1-master always run in mode pro, whatever mode says.': [
    { give: { version: '2.0' }, shows: { mode: 'pro' } },
    { give: { version: '2.1-master', mode: 'std' }, shows: { mode: 'pro' } },
  ],
  'mode turbo is accepted only with version 2.5.': [
    ...fine({ mode: 'turbo', version: '2.5' }),
    ...refuse('invalid mode', { mode: 'turbo' }, { mode: 'turbo', version: '3.0' }),
  ],
  'When mode is absent and professional_mode is true, mode is pro.': [
    { give: { professional_mode: true }, shows: { mode: 'pro' } },
    { give: { professional_mode: true, mode: 'std' }, shows: { mode: 'std' } },
    { give: { professional_mode: false }, shows: { mode: 'std' } },
  ],
  'When elements has at least one item, version becomes 1.6 and image_url and image_tail_url are ignored.': [
    {
      give: { version: '2.6', elements: [{ image_url: IMAGE }], image_url: OTHER, image_tail_url: OTHER },
      shows: { version: '1.6' },
      hides: ['image_url', 'image_tail_url'],
    },
  ],
  'motion_brush needs image_url, and motion_brush.mask_url is required inside it.': [
    ...fine({ image_url: OTHER, motion_brush: { mask_url: IMAGE } }),
    ...refuse('motion_brush requires image_url', { motion_brush: { mask_url: IMAGE } }),
    ...refuse('motion_brush.mask_url is required', {
      image_url: OTHER,
      motion_brush: { static_masks: [{ points: [{ x: 1, y: 1 }] }] },
    }),
  ],
  'camera_control is meant for text to video; together with image_url it is accepted and used if the engine can, and a config of all zeros means no camera move.':
    fine(
      { image_url: IMAGE, camera_control: { type: 'simple', config: { pan: -10 } } },
      { camera_control: { config: { horizontal: 0, vertical: 0, pan: 0, tilt: 0, roll: 0, zoom: 0 } } },
    ),
  'Missing numbers in camera_control.config count as 0.': [
    {
      give: { camera_control: { config: { zoom: 4 } } },
      shows: {
        camera_control: { type: 'simple', config: { horizontal: 0, vertical: 0, pan: 0, tilt: 0, roll: 0, zoom: 4 } },
      },
    },
  ],
  'enable_audio is treated as false for versions other than 2.6 and 3.0.': [
    { give: { enable_audio: true, version: '2.5' }, shows: { enable_audio: false } },
    { give: { enable_audio: true, version: '3.0-turbo' }, shows: { enable_audio: false } },
    { give: { enable_audio: true }, shows: { enable_audio: true } },
  ],
  'multi_shots: at most 6 items, durations add up to at most 15 s; then prompt and duration are ignored and the length is the sum.':
    [
      {
        give: {
          version: '3.0',
          prompt: 'x',
          multi_shots: [
            { prompt: 'a', duration: 9 },
            { prompt: 'b', duration: 6 },
          ],
        },
        hides: ['prompt', 'duration'],
      },
      ...refuse('invalid multi_shots', { version: '3.0', multi_shots: Array(7).fill({ prompt: 'a', duration: 1 }) }),
      ...refuse('invalid multi_shots', { version: '3.0', multi_shots: Array(6).fill({ prompt: 'a' }) }),
    ],
  'multi_shots and prefer_multi_shots are ignored for versions other than 3.0.': [
    {
      give: { prefer_multi_shots: true, multi_shots: [{ prompt: 'a', duration: 4 }] },
      shows: { prefer_multi_shots: false, duration: 5 },
      hides: ['multi_shots'],
    },
  ],
  'An empty elements or multi_shots array counts as absent.': [
    { give: { elements: [], multi_shots: [] }, hides: ['elements', 'multi_shots'], shows: { version: '2.6' } },
  ],
  'origin_task_id must name a completed Kling video task of the same account.': [
    { give: {}, origins: { fit: klingVideos, not: ['kling/ai_try_on', 'kling/sound', 'luma/video_generation'] } },
  ],
  'version, mode and aspect ratio follow the origin task; the same names in input are ignored.': [
    { give: { version: '1.0', mode: 'pro', aspect_ratio: '1:1' }, hides: ['version', 'mode', 'aspect_ratio'] },
  ],
  'A video_url instead of origin_task_id is refused.': refuse('origin_task_id is required', {
    origin_task_id: undefined,
    video_url: VIDEO,
  }),
  'Exactly one source is used: origin_task_id, else video_url; one of them is required.': [
    { give: { origin_task_id: TASK, video_url: VIDEO }, shows: { origin_task_id: TASK }, hides: ['video_url'] },
    ...refuse('origin_task_id is required', { video_url: undefined }),
  ],
  'local_dubbing_url or tts_text is required; local_dubbing_url wins and then the tts fields are ignored.': [
    { give: { local_dubbing_url: AUDIO }, hides: ['tts_text', 'tts_timbre', 'tts_speed'] },
    ...refuse('tts_text or local_dubbing_url is required', { tts_text: undefined }),
  ],
  'tts_timbre is required when tts_text is used.': [
    ...refuse('tts_timbre is required', { tts_timbre: undefined }),
    ...fine({ tts_timbre: undefined, local_dubbing_url: AUDIO }),
  ],
  'Empty strings in any of these fields count as absent.': [
    { give: { origin_task_id: '', local_dubbing_url: '' }, hides: ['origin_task_id', 'local_dubbing_url'] },
  ],
  'prompt is expected for rocket, hearting, fighting, kissing, hugging, birthday and water; without it the task is accepted but may fail.':
    fine({ effect: 'rocket' }, { effect: 'water' }),
  'At least one of dress_input, upper_input, lower_input is required.': [
    ...fine({ upper_input: undefined, dress_input: IMAGE }, { upper_input: undefined, lower_input: IMAGE }),
    ...refuse('dress_input or upper_input or lower_input is required', { upper_input: undefined }),
  ],
  'dress_input cannot be combined with upper_input or lower_input; when both kinds are sent, dress_input wins.': [
    {
      give: { dress_input: IMAGE, lower_input: OTHER },
      shows: { dress_input: IMAGE },
      hides: ['upper_input', 'lower_input'],
    },
  ],
  'origin_task_id or prompt is required.': [
    ...fine({ origin_task_id: TASK, prompt: undefined }),
    ...refuse('origin_task_id or prompt is required', { prompt: undefined }),
  ],
  'With origin_task_id the sound follows the video; prompt is then a hint and duration is ignored.': [
    { give: { origin_task_id: TASK, duration: 4 }, shows: { origin_task_id: TASK }, hides: ['duration'] },
  ],
  'The task always gives four results.': [
    { give: {}, produces: { audio: 4 } },
    { give: { origin_task_id: TASK }, produces: { video: 4, cover: 4 } },
  ],
  'video_url or preset_motion is required; preset_motion wins when both are given.': [
    { give: { preset_motion: 'Running' }, hides: ['video_url'] },
    ...refuse('video_url or preset_motion is required', { video_url: undefined }),
  ],
  'With motion_direction image the motion video may last at most 10 s, with video at most 30 s.': [
    { give: { motion_direction: 'image' }, limits: { video_url: { maxSeconds: 10 } } },
    { give: { motion_direction: 'video' }, limits: { video_url: { maxSeconds: 30 } } },
  ],
  'prompt is required unless multi_shots is given.': [
    ...fine({ prompt: undefined, multi_shots: [{ prompt: 'a' }] }),
    ...refuse('prompt is required', { prompt: undefined }),
  ],
  'Every @image_N in a prompt must have N between 1 and the number of images.': [
    ...fine({ prompt: '@image_1 and @image_2, @image_1', images: [IMAGE, OTHER] }),
    ...refuse('invalid images', { prompt: '@image_0', images: [IMAGE] }, { prompt: '@image_2', images: [IMAGE] }),
  ],
  'A picture not named in the prompt is accepted but may have no effect.': fine({ images: [IMAGE] }),
  'version o1 accepts duration 3 to 10 (5 and 10 are the usual values); enable_audio is treated as false for it.': [
    { give: { version: 'o1', duration: 3, enable_audio: true }, shows: { enable_audio: false, duration: 3 } },
    ...refuse('invalid duration', { version: 'o1', duration: 11 }),
  ],
  'end_image_url needs image_url.': [
    ...fine({ end_image_url: OTHER, image_url: IMAGE }),
    ...refuse('end_image_url requires image_url', { end_image_url: OTHER }),
  ],
};
