import type { Input } from './family-page.ts';

const IMAGE = 'https://media.example.com/in/a.png';
const OTHER = 'https://media.example.com/in/b.png';
const VIDEO = 'https://media.example.com/in/a.mp4';
const AUDIO = 'https://media.example.com/in/a.mp3';
const TASK = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';

/** One case of a rule: what stands beside the smallest input (`undefined` takes a member away), and what follows. */
export interface RuleCase {
  give: Input;
  /** Members of the echoed input. */
  shows?: Input;
  /** Names that the echoed input has not. */
  hides?: readonly string[];
  /** How the refusal starts, after `invalid request: `. */
  refused?: string;
  /** Files that a backend has to bring, by role. */
  produces?: Readonly<Record<string, number>>;
  /** Limits of media fields. */
  limits?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Named by the task's origin rule: these tasks fit, those do not. */
  origins?: { fit: readonly string[]; not: readonly string[] };
}

const fine = (...inputs: Input[]): RuleCase[] => inputs.map((give) => ({ give }));
const refuse = (refused: string, ...inputs: Input[]): RuleCase[] => inputs.map((give) => ({ give, refused }));
const pictures = (count: number): string[] => Array(count).fill(IMAGE);

const klingVideos = ['kling/video_generation', 'kling/extend_video', 'kling/lip_sync'];
const grids = ['imagine', 'variation', 'reroll', 'blend', 'inpaint', 'outpaint', 'pan'].map((op) => `midjourney/${op}`);
const sunoMusic = ['suno/generate_music', 'suno/generate_music_custom', 'suno/music'];

const shotRule: RuleCase[] = [
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
];

const noSinging = fine({ lyrics: '' }, { lyrics: '[inst]' }, { lyrics: '[instrumental]' });

/** Rules of the pages, by their sentence, that show at creation: in the echoed input, in a refusal, in what is made. */
export const RULE_CASES: Readonly<Record<string, readonly RuleCase[]>> = {
  'lyrics of "", [inst] or [instrumental] means no singing.': noSinging,
  'lyrics of "", [inst] or [instrumental] means no singing; text without any stamp is accepted, never an error.': [
    ...noSinging,
    ...fine({ lyrics: 'la la la\nwithout a stamp' }),
  ],
  'duration may be a fraction; the price counts it rounded up.': [
    { give: { duration: 30.5 }, shows: { duration: 30.5 } },
  ],
  'At least one of edit_style_prompt and edit_lyrics must be non-empty.': [
    ...fine({ edit_lyrics: undefined, edit_style_prompt: 'reggae' }, { edit_style_prompt: 'reggae' }),
    ...refuse('edit_style_prompt or edit_lyrics is required', { edit_lyrics: '' }),
  ],
  'edit_type absent means remix when edit_style_prompt is given, else only_lyrics.': [
    { give: {}, shows: { edit_type: 'only_lyrics' } },
    { give: { edit_style_prompt: 'reggae' }, shows: { edit_type: 'remix' } },
    { give: { edit_style_prompt: 'reggae', edit_type: 'only_lyrics' }, shows: { edit_type: 'only_lyrics' } },
  ],
  'edit_n_min must not be greater than edit_n_max.': [
    ...fine({ edit_n_min: 0.5, edit_n_max: 0.5 }),
    ...refuse('invalid edit_n_min', { edit_n_min: 0.51, edit_n_max: 0.5 }),
  ],
  'left_extend_length plus right_extend_length must be greater than 0 and at most 240.': [
    ...fine({ left_extend_length: 120, right_extend_length: 120 }, { left_extend_length: 0.5, right_extend_length: 0 }),
    ...refuse('invalid right_extend_length', { right_extend_length: 0 }, { left_extend_length: 211 }),
  ],
  'No field is required; an empty input means style_prompt pop without singing.': [
    { give: {}, shows: { style_prompt: 'pop', lyrics: '' }, hides: ['style_audio'] },
  ],
  'When style_audio is given it decides the style and style_prompt is only a hint.': fine({ style_audio: AUDIO }),
  'swap_faces_index and target_faces_index have the same number of entries; entry i of the first goes onto entry i of the second.':
    refuse('invalid swap_faces_index or target_faces_index', { swap_faces_index: '0,1', target_faces_index: '1' }),
  'Only one given: the other counts as 0, 1, 2 and so on, of the same length.': [
    { give: { swap_faces_index: '2,0,1' }, shows: { target_faces_index: '0,1,2' } },
    { give: { target_faces_index: '1' }, shows: { swap_faces_index: '0' } },
  ],
  'Indexes start at 0; "0 1" against "1 0" crosses two faces.': fine({
    swap_faces_index: '0 1',
    target_faces_index: '1 0',
  }),
  'Both absent: faces are paired in their order, as many as the picture with fewer faces has.': [
    { give: {}, shows: { swap_faces_index: '', target_faces_index: '' } },
  ],
  'Both absent: face 0 of swap_image goes onto face 0 of the video.': [
    { give: {}, shows: { swap_faces_index: '', target_faces_index: '' } },
  ],
  'The video has at most 600 frames and at most 1280x720 pixels (portrait 720x1280).': [
    { give: {}, limits: { target_video: { maxFrames: 600, maxPixels: 921_600, maxSide: 1280 } } },
  ],
  'width * height is at most 1048576.': [
    ...fine({ width: 1024, height: 1024 }, { width: 2048, height: 512 }),
    ...refuse('invalid width or height', { width: 1024, height: 1025 }),
  ],
  '0 or absent means 1024 for that side; with aspect_ratio and neither side given, the largest size of at most 1048576 pixels with sides in multiples of 16 is used.':
    [
      ...fine({ width: 1024, height: 0 }, { aspect_ratio: '21:9' }),
      ...refuse('invalid width or height', { width: 1025 }, { width: 0, height: 2048, aspect_ratio: '1:1' }),
    ],
  '0 or absent means 1024 for that side.': [
    ...fine({ width: 1024 }),
    ...refuse('invalid width or height', { width: 1025 }, { height: 1040, width: 0 }),
  ],
  'lora_settings has exactly one entry.': [
    ...fine({ lora_settings: [{ lora_type: 'anime' }] }),
    ...refuse('lora_settings is required', { lora_settings: [] }),
    ...refuse('invalid lora_settings', { lora_settings: Array(2).fill({ lora_type: 'anime' }) }),
  ],
  'control_net_settings has exactly one entry.': [
    ...refuse('control_net_settings is required', { control_net_settings: [] }),
    ...refuse('invalid control_net_settings', {
      control_net_settings: Array(2).fill({ control_type: 'canny', control_image: IMAGE }),
    }),
  ],
  'lora_settings has at most one entry; absent and [] mean no LoRA.': [
    { give: { lora_settings: [] }, hides: ['lora_settings'] },
    ...fine({ lora_settings: [{ lora_type: 'anime' }] }),
    ...refuse('invalid lora_settings', { lora_settings: Array(2).fill({ lora_type: 'anime' }) }),
  ],
  'custom_settings has exactly one entry with setting_type outpaint.': [
    ...refuse('invalid custom_settings', { custom_settings: Array(2).fill({ outpaint_left: 1 }) }),
    ...refuse('invalid custom_settings', { custom_settings: [{ setting_type: 'inpaint' }] }),
    {
      give: { custom_settings: [{ outpaint_left: 1 }] },
      shows: {
        custom_settings: [
          { setting_type: 'outpaint', outpaint_left: 1, outpaint_right: 0, outpaint_top: 0, outpaint_bottom: 0 },
        ],
      },
    },
  ],
  'All four sides 0 is accepted.': fine({
    custom_settings: [{ outpaint_left: 0, outpaint_right: 0, outpaint_top: 0, outpaint_bottom: 0 }],
  }),
  'The frame shape follows start_image; an aspect_ratio in input is dropped.': [
    { give: { aspect_ratio: '9:16' }, hides: ['aspect_ratio'] },
  ],
  'The frame shape follows image; aspect_ratio is dropped.': [
    { give: { aspect_ratio: '9:16' }, hides: ['aspect_ratio'] },
  ],
  'The size is always 720p; a resolution in input is dropped.': [
    { give: { resolution: '1080p' }, hides: ['resolution'] },
  ],
  'There is no duration, format, guidance or model-size field; such fields are dropped like any unknown field.': [
    { give: { duration: 5, format: 'wav', guidance: 3 }, hides: ['duration', 'format', 'guidance'] },
  ],
  'There is no mask field: pure white pixels in image are the mask, everything else is kept.': [
    { give: { mask: IMAGE }, hides: ['mask'] },
  ],
  'The engine version is chosen by flags in prompt (--v, --niji); there is no version field.': [
    { give: { version: '6' }, hides: ['version'] },
  ],
  'An empty image_urls counts as absent; without pictures the text is drawn, with pictures they are edited or combined.':
    [
      { give: { image_urls: [] }, hides: ['image_urls'] },
      { give: { image_urls: [IMAGE, OTHER] }, shows: { image_urls: [IMAGE, OTHER] } },
    ],
  'prompt is required for t2v-01, t2v-01-director, t2v-02, s2v-01 and i2v-01-director, and for v2.3 and v2.3-fast without image_url.':
    [
      ...refuse('prompt is required', { model: 's2v-01', prompt: undefined, image_url: IMAGE }, { prompt: '' }),
      ...fine({ prompt: undefined, image_url: IMAGE }, { model: 'v2.3-fast', prompt: undefined, image_url: IMAGE }),
    ],
  'prompt is optional for i2v-01, i2v-01-live and i2v-02.': fine(
    ...['i2v-01', 'i2v-01-live', 'i2v-02'].map((model) => ({ model, prompt: undefined, image_url: IMAGE })),
  ),
  'image_url is required for i2v-01, i2v-01-live, i2v-01-director, i2v-02 and s2v-01.': refuse(
    'image_url is required',
    {
      model: 'i2v-02',
    },
  ),
  'image_url must be absent for t2v-01, t2v-01-director and t2v-02.': refuse(
    'image_url is not supported by this model',
    {
      model: 't2v-02',
      image_url: IMAGE,
    },
  ),
  'duration and resolution apply to t2v-02, i2v-02, v2.3 and v2.3-fast; the 01 models always make 6 s and ignore both.':
    [
      { give: { model: 't2v-01', duration: 10, resolution: 1080 }, shows: { duration: 6 }, hides: ['resolution'] },
      { give: { model: 't2v-02', duration: 10 }, shows: { duration: 10, resolution: 768 } },
    ],
  'resolution 1080 with duration 10 is refused for the models that use both.': [
    ...refuse('duration 10 is not supported at resolution 1080', { model: 't2v-02', duration: 10, resolution: 1080 }),
    ...fine({ model: 't2v-01', duration: 10, resolution: 1080 }),
  ],
  'Director models read camera moves in square brackets inside prompt, for example [Pan left] or [Push in].': [
    { give: { model: 't2v-01-director', prompt: '[Pan left] a fox' }, shows: { prompt: '[Pan left] a fox' } },
  ],
  'The accepted lora_type names are those the operator has installed; the schema check takes any non-empty name.': fine(
    {
      lora_settings: [{ lora_type: 'any name' }],
    },
  ),
  'The schema check takes any non-empty lora_type; names outside known_values work only when the operator has installed them.':
    fine({ lora_settings: [{ lora_type: 'any name' }] }),
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
    shotRule,
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
  'key_frames null, empty, or with frames that have neither url nor id counts as absent (some clients send {"frame0": {"type": ""}} for text to video).':
    [null, {}, { frame0: { type: '' } }, { frame0: { type: 'image' }, frame1: { url: '' } }].map((key_frames) => ({
      give: { key_frames },
      hides: ['key_frames', 'start_image', 'end_image'],
    })),
  'key_frames.frame0 with a url stands for start_image, key_frames.frame1 with a url for end_image; start_image and end_image win when both forms are sent.':
    [
      {
        give: { key_frames: { frame0: { type: 'image', url: IMAGE }, frame1: { type: 'image', url: OTHER } } },
        shows: { start_image: IMAGE, end_image: OTHER },
        hides: ['key_frames'],
      },
      {
        give: { key_frames: { frame0: { type: 'image', url: IMAGE } }, start_image: OTHER },
        shows: { start_image: OTHER },
        hides: ['key_frames'],
      },
    ],
  'A frame url with an empty type counts as type image.': [
    { give: { key_frames: { frame0: { type: '', url: IMAGE } } }, shows: { start_image: IMAGE } },
  ],
  'A frame of type video is refused here; it belongs to extend_video.': refuse('invalid key_frames', {
    key_frames: { frame0: { type: 'video', url: VIDEO } },
  }),
  'A frame with id and no url takes the last frame (frame0) or the first frame (frame1) of that finished Luma task of the same account.':
    [
      {
        give: { key_frames: { frame0: { type: 'generation', id: TASK }, frame1: { type: 'generation', id: TASK } } },
        shows: { key_frames: { frame0: { type: 'generation', id: TASK }, frame1: { type: 'generation', id: TASK } } },
        origins: { fit: ['luma/video_generation', 'luma/extend_video'], not: ['kling/video_generation'] },
      },
    ],
  'duration 9 and 10 are one step: ray-v1 makes 10 s, ray-v2 makes 9 s.': [
    { give: { duration: 10 }, shows: { duration: 9 } },
    { give: { duration: 9, model_name: 'ray-v1' }, shows: { duration: 10 } },
    { give: { duration: 5, model_name: 'ray-v1' }, shows: { duration: 5 } },
  ],
  'loop is ignored when end_image is set.': [
    { give: { loop: true, end_image: IMAGE }, shows: { loop: false } },
    { give: { loop: true, start_image: IMAGE }, shows: { loop: true } },
  ],
  'key_frames.frame0 needs url (a video) or id (a finished Luma task of the same account).': [
    ...fine({ key_frames: { frame0: { id: TASK } } }, { key_frames: { frame0: { url: VIDEO } } }),
    ...refuse('key_frames.frame0 is required', { key_frames: { frame0: { type: 'video' } } }),
  ],
  'key_frames.frame0.type is video; generation together with id is accepted as well.': [
    {
      give: { key_frames: { frame0: { url: VIDEO } } },
      shows: { key_frames: { frame0: { type: 'video', url: VIDEO } } },
    },
    ...fine({ key_frames: { frame0: { type: 'generation', id: TASK } } }),
  ],
  'key_frames.frame1 is optional and gives an end picture.': fine({
    key_frames: { frame0: { url: VIDEO }, frame1: { type: 'image', url: IMAGE } },
  }),
  'process_mode is resolved before pricing: the field, else --relax, --fast or --turbo in prompt, else relax. A given process_mode overrides the flag.':
    [
      { give: { prompt: 'a fox' }, shows: { process_mode: 'relax' } },
      { give: { prompt: 'a fox --fast' }, shows: { process_mode: 'fast' } },
      { give: { prompt: 'a fox --turbo --ar 3:2' }, shows: { process_mode: 'turbo' } },
      { give: { prompt: 'a fox --turbo', process_mode: 'relax' }, shows: { process_mode: 'relax' } },
    ],
  'A --ar flag in prompt wins over aspect_ratio.': [
    { give: { prompt: 'a fox --ar 3:2', aspect_ratio: '1:1' }, shows: { aspect_ratio: '3:2' } },
  ],
  'index 1 to 4 picks a tile: the origin task must be a grid (imagine, variation, reroll, blend, inpaint, outpaint or pan).':
    [{ give: {}, origins: { fit: grids, not: ['midjourney/describe', 'midjourney/seed'] } }],
  'index 1 to 4 needs a grid (imagine, variation, reroll, blend, inpaint, outpaint or pan); high_variation (strong) and low_variation (subtle) need an upscaled task.':
    [{ give: {}, origins: { fit: [...grids, 'midjourney/upscale'], not: ['midjourney/describe'] } }],
  'The origin task must be a grid.': [
    { give: {}, origins: { fit: grids, not: ['midjourney/upscale', 'midjourney/describe', 'midjourney/seed'] } },
  ],
  'The origin task must be an upscaled picture.': [
    { give: {}, origins: { fit: ['midjourney/upscale'], not: [...grids, 'midjourney/describe'] } },
  ],
  'process_mode absent means relax.': [{ give: {}, shows: { process_mode: 'relax' } }],
  'zoom_ratio is a number from 1 to 2, written as a string.': [
    { give: { zoom_ratio: 1.5 }, shows: { zoom_ratio: '1.5' } },
    ...refuse('invalid zoom_ratio', { zoom_ratio: '2.01' }, { zoom_ratio: '0.99' }),
  ],
  'An empty or missing prompt is valid; then the picture alone decides.': [{ give: {}, shows: { prompt: '' } }],
  'When seed and seeds are both given, seed wins; the echo always uses the name seed.': [
    { give: { seeds: 7 }, shows: { seed: 7 }, hides: ['seeds'] },
    { give: { seed: 8, seeds: 7 }, shows: { seed: 8 }, hides: ['seeds'] },
  ],
  'video is an http(s) URL, a data URI or bare base64; its format is judged by content, never by file name or MIME label.':
    fine({ video: 'https://media.example.com/a.txt' }, { video: 'data:text/plain;base64,AAAAIGZ0eXBpc29t' }),
  'image3 needs image2.': [...fine({ image2: IMAGE, image3: OTHER }), ...refuse('invalid image2', { image3: OTHER })],
  'mode absent: omni_reference when video_urls or audio_urls is not empty, or when prompt names @image, or when image_urls has more than 2 entries; first_last_frames when image_urls has 1 or 2 entries; text_to_video otherwise.':
    [
      { give: {}, shows: { mode: 'text_to_video' } },
      { give: { image_urls: pictures(1) }, shows: { mode: 'first_last_frames' } },
      { give: { image_urls: pictures(2) }, shows: { mode: 'first_last_frames' } },
      { give: { image_urls: pictures(3) }, shows: { mode: 'omni_reference' } },
      { give: { video_urls: [VIDEO] }, shows: { mode: 'omni_reference' } },
      { give: { audio_urls: [AUDIO], image_urls: pictures(1) }, shows: { mode: 'omni_reference' } },
      { give: { prompt: 'as @image1', image_urls: pictures(1) }, shows: { mode: 'omni_reference' } },
    ],
  'text_to_video allows no image_urls, video_urls or audio_urls.': [
    ...refuse('invalid image_urls', { mode: 'text_to_video', image_urls: [IMAGE] }),
    ...refuse(
      'video_urls and audio_urls are only supported in omni_reference mode',
      { mode: 'text_to_video', video_urls: [VIDEO] },
      { mode: 'text_to_video', audio_urls: [AUDIO] },
    ),
  ],
  'first_last_frames needs 1 or 2 image_urls and allows no video_urls and no audio_urls; aspect_ratio is ignored.': [
    { give: { mode: 'first_last_frames', image_urls: pictures(2), aspect_ratio: '1:1' }, hides: ['aspect_ratio'] },
    ...refuse(
      'invalid image_urls',
      { mode: 'first_last_frames' },
      { mode: 'first_last_frames', image_urls: pictures(3) },
    ),
    ...refuse('video_urls and audio_urls are only supported in omni_reference mode', {
      mode: 'first_last_frames',
      image_urls: pictures(1),
      video_urls: [VIDEO],
    }),
  ],
  'omni_reference allows up to 9 image_urls, 3 video_urls and 3 audio_urls; audio_urls needs at least one image or video.':
    [
      ...fine(
        { image_urls: pictures(9), video_urls: Array(3).fill(VIDEO) },
        { video_urls: [VIDEO], audio_urls: Array(3).fill(AUDIO) },
      ),
      ...refuse('invalid image_urls', { mode: 'omni_reference', audio_urls: [AUDIO] }, { image_urls: pictures(10) }),
      ...refuse('invalid video_urls', { video_urls: Array(4).fill(VIDEO) }),
      ...refuse('invalid audio_urls', { image_urls: [IMAGE], audio_urls: Array(4).fill(AUDIO) }),
    ],
  'image_urls, video_urls and audio_urls together hold at most 12 entries.': [
    ...fine({ image_urls: pictures(6), video_urls: Array(3).fill(VIDEO), audio_urls: Array(3).fill(AUDIO) }),
    ...refuse('invalid image_urls', {
      image_urls: pictures(7),
      video_urls: Array(3).fill(VIDEO),
      audio_urls: Array(3).fill(AUDIO),
    }),
  ],
  'An empty array counts as absent.': [
    {
      give: { image_urls: [], video_urls: [], audio_urls: [] },
      hides: ['image_urls', 'video_urls', 'audio_urls'],
      shows: { mode: 'text_to_video' },
    },
  ],
  'The start of prompt is not checked; a missing "FPS-24, " is allowed.': fine({ prompt: 'a woman smiles' }),
  'When gpt_description_prompt and prompt are both given, gpt_description_prompt wins.': [
    { give: { gpt_description_prompt: 'a', prompt: 'b' }, shows: { gpt_description_prompt: 'a' }, hides: ['prompt'] },
  ],
  'A run makes two clips.': [{ give: {}, produces: { audio: 2, cover: 2, large_cover: 2 } }],
  'prompt must be non-empty unless make_instrumental is true.': [
    ...fine({ prompt: '', make_instrumental: true }),
    ...refuse('prompt is required', { prompt: '' }),
  ],
  'continue_at is ignored without continue_clip_id and must not be beyond the end of that clip.': [
    { give: { continue_at: 60 }, shows: { continue_at: 0 } },
    { give: { continue_at: 60, continue_clip_id: TASK }, shows: { continue_at: 60 } },
  ],
  'continue_clip_id must name a clip of a completed task of this family and account whose files still exist.': [
    { give: { continue_clip_id: TASK }, origins: { fit: sunoMusic, not: ['suno/lyrics', 'music-u/generate_music'] } },
  ],
  'prompt must be non-empty unless make_instrumental is true and tags is non-empty.': [
    ...fine({ prompt: '', make_instrumental: true, tags: 'piano' }),
    ...refuse('prompt is required', { prompt: '', make_instrumental: true }, { prompt: '', tags: 'piano' }),
  ],
  'A non-empty task_id must name a completed task of this family and account.': [
    { give: { task_id: TASK }, origins: { fit: sunoMusic, not: ['suno/lyrics', 'music-u/generate_music'] } },
  ],
  'clip_id must name a clip of a completed task of this family and account.': [
    { give: {}, origins: { fit: sunoMusic, not: ['suno/lyrics', 'music-u/generate_music'] } },
  ],
  'The output holds exactly one clip, with metadata.type concat and metadata.concat_history listing the parts.': [
    { give: {}, produces: { audio: 1, cover: 1, large_cover: 1 } },
  ],
  'The video has 10 to 240 frames.': [{ give: {}, limits: { video: { minFrames: 10, maxFrames: 240 } } }],
  'The video has at most 600 frames.': [{ give: {}, limits: { video: { maxFrames: 600 } } }],
  'image or images is required; with both, images is used first and image is added when it is not in images.': [
    { give: { images: [IMAGE], image: OTHER }, shows: { images: [IMAGE, OTHER] } },
    { give: { images: [IMAGE, OTHER], image: OTHER }, shows: { images: [IMAGE, OTHER] } },
    ...refuse('image is required', { images: undefined }),
  ],
  'An empty images array or null counts as absent.': [
    { give: { images: [], image: IMAGE }, shows: { images: [IMAGE] } },
    { give: { images: null, image: IMAGE }, shows: { images: [IMAGE] } },
  ],
  'gen_text must hold at least one character that is not white space.': [
    ...fine({ gen_text: ' a ' }),
    ...refuse('gen_text is required', { gen_text: '   ' }, { gen_text: '\n\t\r' }),
  ],
  'ref_text may be absent, null or empty; then the recording is transcribed first.': [
    { give: { ref_text: null }, shows: { ref_text: '' } },
    { give: { ref_text: '' }, shows: { ref_text: '' } },
  ],
  'A long gen_text is cut into parts at sentence ends and joined again; it is never truncated.': [
    { give: { gen_text: 'A sentence. '.repeat(800).trim() }, shows: { gen_text: 'A sentence. '.repeat(800).trim() } },
  ],
  'gpt_description_prompt must be non-empty when lyrics_type is generate or instrumental.': [
    ...refuse('gpt_description_prompt is required', { gpt_description_prompt: '' }),
    ...refuse('gpt_description_prompt is required', { lyrics_type: 'instrumental', gpt_description_prompt: '' }),
    ...fine({ lyrics_type: 'user', lyrics: 'la', gpt_description_prompt: '' }),
  ],
  'lyrics must be non-empty when lyrics_type is user; otherwise lyrics is ignored.': [
    ...refuse('lyrics is required', { lyrics_type: 'user' }),
    { give: { lyrics_type: 'generate', lyrics: 'la la' }, shows: { lyrics: '' } },
    { give: { lyrics_type: 'user', lyrics: 'la la' }, shows: { lyrics: 'la la' } },
  ],
  'continue_at is ignored without continue_song_id.': [{ give: { continue_at: 30 }, shows: { continue_at: 0 } }],
  'continue_song_id must name a song of a completed music-u task of the same account whose files still exist.': [
    {
      give: { continue_song_id: TASK },
      origins: { fit: ['music-u/generate_music'], not: ['suno/music', 'music-u/generate_lyrics'] },
    },
  ],
  'The default of aspect_ratio is auto when image_url is given, 16:9 otherwise.': [
    { give: { image_url: IMAGE }, shows: { aspect_ratio: 'auto' } },
    { give: {}, shows: { aspect_ratio: '16:9' } },
  ],
  'aspect_ratio auto without image_url means 16:9.': [
    { give: { aspect_ratio: 'auto' }, shows: { aspect_ratio: '16:9' } },
    { give: { aspect_ratio: 'auto', image_url: IMAGE }, shows: { aspect_ratio: 'auto' } },
  ],
  'tail_image_url needs image_url.': [
    ...fine({ tail_image_url: OTHER, image_url: IMAGE }),
    ...refuse('tail_image_url requires image_url', { tail_image_url: OTHER }),
  ],
  'start_image wins over first_frame and image; end_image wins over last_frame.': [
    {
      give: { start_image: IMAGE, first_frame: OTHER, image: OTHER, end_image: OTHER, last_frame: IMAGE },
      shows: { start_image: IMAGE, end_image: OTHER },
      hides: ['first_frame', 'image', 'last_frame'],
    },
  ],
  'An item {type, config} is read as motion_type = type and motion_speed = config.motion_speed, else config.speed, else the default.':
    [
      [{ type: 'zoom_in', config: { motion_speed: 3, speed: 4 } }, 3],
      [{ type: 'zoom_in', config: { speed: 4 } }, 4],
      [{ type: 'zoom_in', config: {} }, 0.2],
    ].map(([item, motion_speed]) => ({
      give: { control_camera_settings: [item] },
      shows: { control_camera_settings: [{ motion_type: 'zoom_in', motion_speed }] },
    })),
  'audio_url is used only when audio is true; it is ignored otherwise.': [
    { give: { audio_url: AUDIO }, shows: { audio_url: AUDIO } },
    { give: { audio_url: AUDIO, audio: false }, hides: ['audio_url'] },
  ],
};

/**
 * How the other rules start: of what an engine makes of its input, of files that are looked at when the task runs, of
 * earlier tasks, or of replies. They show after creation, so their tests stand with those parts.
 */
export const LATER_RULES: readonly string[] = [
  // What an engine makes of its input.
  'infer_step is a hint',
  'The result is duration seconds long',
  'The result is as long as audio',
  'The result holds the added part before',
  'A lyric line is [mm:ss]',
  'Lyric lines that start at or after',
  'The song is at most',
  'One face only',
  'The result keeps the proportions of image',
  'Mask points are pixels',
  'Audio longer than the video is cut',
  'The video is as long as the audio',
  'The sound track is as long as the used part',
  'The factor is fixed',
  'The text uses section marks',
  // Files are looked at when the task runs.
  'style_audio shorter than 10 s is refused when the task runs',
  'The added area (new width',
  'A video longer than 30 s is not refused',
  'A video without a picture stream',
  'Of a ref_audio longer than 30 s',
  // Earlier tasks are found in the database.
  'index light and beta need an upscaled task of engine version',
  'The mode is the resolved process_mode of the origin task',
  'zoom_ratio 1 needs an aspect_ratio different',
  'continue_at must not be greater than the length of the song',
  'A clip that continues nothing',
  // The model's name as sent; see the aliases of each task.
  'When the top-level model is one of model_aliases',
  // Counted among the prices and outputs.
  'The price counts the pixels of the result',
  'Exactly two candidates are returned',
  'A continuation is the same task type',
];
