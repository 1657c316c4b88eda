import { AUDIO, fine, IMAGE, OTHER, type RuleCases, refuse, TASK, VIDEO } from './rule-case.ts';

const pictures = (count: number): string[] => Array(count).fill(IMAGE);

/** Rules of the pages for videos, Kling aside, by their sentence. */
export const videosRules: RuleCases = {
  'The frame shape follows start_image; an aspect_ratio in input is dropped.': [
    { give: { aspect_ratio: '9:16' }, hides: ['aspect_ratio'] },
  ],
  'The frame shape follows image; aspect_ratio is dropped.': [
    { give: { aspect_ratio: '9:16' }, hides: ['aspect_ratio'] },
  ],
  'The size is always 720p; a resolution in input is dropped.': [
    { give: { resolution: '1080p' }, hides: ['resolution'] },
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
