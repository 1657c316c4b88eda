import type { Input } from './family-page.ts';

const IMAGE = 'https://media.example.com/in/beside.png';
const VIDEO = 'https://media.example.com/in/beside.mp4';
const TASK = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';

/** What a field needs or does beyond its own row of the page; each with the sentence that says so. */
export interface FieldContext {
  says: string;
  /** Other members that have to stand beside this value; also for the fields inside this one. */
  beside?(value: unknown): Input;
  /** What else has to stand in the object that holds the field. */
  within?: Input;
  /** What the reply shows for a value, where it is another one; `undefined`: nothing. */
  echo?(value: unknown): unknown;
  /** The member of the input where the reply shows it. */
  shownAt?: string;
  /** Valid values, where the field's own row does not tell them. */
  fine?: readonly unknown[];
  /** What the reply shows when the field is absent, where that is not its default. */
  absent?: unknown;
  /** How the refusal starts without the field, which is not required as such. */
  refusedWithout?: string;
}

type Contexts = Readonly<Record<string, FieldContext>>;

const always = (beside: Input) => () => beside;

const withPicture = (says: string): FieldContext => ({ says, beside: always({ image_url: IMAGE }) });

const shape: FieldContext = {
  says: 'aspect_ratio is not two positive integers joined by a colon',
  fine: ['1:1', '16:9', '7:4', '21:9'],
};

const indexes: FieldContext = {
  says: 'an index list is not made of integers of 0 or more, or the lists differ in length',
  fine: ['0', '0,1', '1 0', '0, 2'],
};

// Without a picture the default is the one of the field's row.
const veoShape: Contexts = {
  aspect_ratio: {
    ...withPicture('The default of aspect_ratio is auto when image_url is given, 16:9 otherwise.'),
    absent: 'auto',
  },
};
const veoTail: Contexts = { tail_image_url: withPicture('tail_image_url needs image_url.') };

const ignoredSize: FieldContext = {
  says: 'sent by some clients; accepted and ignored',
  echo: (value) => String(value).toUpperCase(),
};

const mode: FieldContext = { says: 'absent: the flag in prompt decides, else relax', absent: 'relax' };
const modeOfPictures: FieldContext = { says: 'process_mode absent means relax.', absent: 'relax' };

/** By pair, or by the start of a pair with a `*` at its end; then by path. */
const CONTEXTS: Readonly<Record<string, Contexts>> = {
  'Qubico/ace-step/edit': {
    edit_type: {
      says: 'edit_type absent means remix when edit_style_prompt is given, else only_lyrics.',
      absent: 'only_lyrics',
    },
    edit_n_max: {
      says: 'edit_n_min must not be greater than edit_n_max.',
      beside: always({ edit_n_min: 0 }),
    },
  },
  'Qubico/ace-step/extend': {
    left_extend_length: {
      says: 'left_extend_length plus right_extend_length must be greater than 0 and at most 240.',
      beside: (value) => (value === 240 ? { right_extend_length: 0 } : {}),
    },
    right_extend_length: {
      says: 'left_extend_length plus right_extend_length must be greater than 0 and at most 240.',
      beside: (value) => (value === 0 ? { left_extend_length: 1 } : {}),
    },
  },
  'Qubico/image-toolkit/multi-face-swap': { swap_faces_index: indexes, target_faces_index: indexes },
  'Qubico/video-toolkit/face-swap': { swap_faces_index: indexes, target_faces_index: indexes },
  'hailuo/video_generation': {
    model: {
      says: 'image_url is required for i2v-01, i2v-01-live, i2v-01-director, i2v-02 and s2v-01.',
      beside: (value) => (/^[is]2v/.test(String(value)) ? { image_url: IMAGE } : {}),
    },
  },
  'kling/video_generation': {
    mode: {
      says: 'mode turbo is accepted only with version 2.5.',
      beside: (value) => (value === 'turbo' ? { version: '2.5' } : {}),
    },
    duration: {
      says: 'For versions 3.0 and 3.0-turbo duration must be 3 to 15.',
      beside: (value) => (Number(value) > 0 ? { version: '3.0' } : {}),
    },
    image_tail_url: withPicture('image_tail_url needs image_url.'),
    motion_brush: withPicture('motion_brush needs image_url, and motion_brush.mask_url is required inside it.'),
    // Not required by its row, but by the rule (docs/decisions/0011).
    'motion_brush.mask_url': {
      says: 'motion_brush needs image_url, and motion_brush.mask_url is required inside it.',
      refusedWithout: 'invalid request: motion_brush.mask_url is required',
    },
    'motion_brush.static_masks': {
      says: 'motion_brush needs image_url, and motion_brush.mask_url is required inside it.',
      within: { mask_url: IMAGE },
    },
    // The row has no default for points; an entry is always shown with them (docs/decisions/0011).
    'motion_brush.static_masks[0]': {
      says: 'motion_brush is honoured by version 1.0; other versions may ignore it. static_masks is always sent, at least as [{"points": []}].',
      echo: (value) => ({ points: [], ...(value as Input) }),
    },
    'motion_brush.static_masks[0].points': {
      says: 'motion_brush is honoured by version 1.0; other versions may ignore it. static_masks is always sent, at least as [{"points": []}].',
      absent: [],
    },
    'motion_brush.dynamic_masks': {
      says: 'motion_brush needs image_url, and motion_brush.mask_url is required inside it.',
      within: { mask_url: IMAGE },
    },
    enable_audio: { says: 'own sound track; versions 2.6 and 3.0', beside: always({ version: '2.6' }) },
    prefer_multi_shots: {
      says: 'multi_shots and prefer_multi_shots are ignored for versions other than 3.0.',
      beside: always({ version: '3.0' }),
    },
    multi_shots: {
      says: 'multi_shots: at most 6 items, durations add up to at most 15 s; then prompt and duration are ignored and the length is the sum.',
      beside: always({ version: '3.0' }),
      fine: [[{ prompt: 'a', duration: 14 }], Array(6).fill({ prompt: 'a', duration: 2 })],
    },
  },
  'kling/omni_video_generation': {
    multi_shots: {
      says: 'multi_shots: at most 6 items, durations add up to at most 15 s; then prompt and duration are ignored and the length is the sum.',
      fine: [[{ prompt: 'a', duration: 14 }], Array(6).fill({ prompt: 'a', duration: 2 })],
    },
  },
  'kling-turbo/video_generation': {
    // The rows say default "", the note wins: what carries no value is not shown (docs/decisions/0011).
    negative_prompt: { says: 'The create answer echoes only fields that carry a value.', absent: undefined },
    image_url: { says: 'The create answer echoes only fields that carry a value.', absent: undefined },
    end_image_url: withPicture('end_image_url needs image_url.'),
    mode: { says: 'only pro exists; std is accepted and runs as pro', echo: () => 'pro' },
  },
  'luma/video_generation': {
    duration: {
      says: 'duration 9 and 10 are one step: ray-v1 makes 10 s, ray-v2 makes 9 s.',
      echo: (value) => (value === 10 ? 9 : value),
    },
    key_frames: {
      says: 'key_frames.frame0 with a url stands for start_image, key_frames.frame1 with a url for end_image; start_image and end_image win when both forms are sent.',
      // Frames with pictures move to these; frames that name tasks stay.
      fine: [{ frame0: { type: 'generation', id: TASK } }],
    },
    // The page names no type for a frame with an id alone; generation is filled in (docs/decisions/0011).
    'key_frames.frame0.type': {
      says: 'id of an earlier Luma task, instead of url',
      within: { id: TASK },
      fine: ['image', 'generation', 'another name'],
      absent: 'generation',
    },
    'key_frames.frame1.type': {
      says: 'id of an earlier Luma task, instead of url',
      within: { id: TASK },
      fine: ['image', 'generation', 'another name'],
      absent: 'generation',
    },
    'key_frames.frame0.url': {
      says: 'key_frames.frame0 with a url stands for start_image, key_frames.frame1 with a url for end_image; start_image and end_image win when both forms are sent.',
      shownAt: 'start_image',
    },
    'key_frames.frame1.url': {
      says: 'key_frames.frame0 with a url stands for start_image, key_frames.frame1 with a url for end_image; start_image and end_image win when both forms are sent.',
      shownAt: 'end_image',
    },
  },
  'luma/extend_video': {
    // Not required by its row, but by the rule (docs/decisions/0011).
    'key_frames.frame0': {
      says: 'key_frames.frame0 needs url (a video) or id (a finished Luma task of the same account).',
      refusedWithout: 'invalid request: key_frames.frame0 is required',
    },
    'key_frames.frame0.type': {
      says: 'key_frames.frame0.type is video; generation together with id is accepted as well.',
      within: { url: VIDEO },
      absent: 'video',
    },
    'key_frames.frame0.url': {
      says: 'key_frames.frame0 needs url (a video) or id (a finished Luma task of the same account).',
      refusedWithout: 'invalid request: key_frames.frame0 is required',
    },
    'key_frames.frame0.id': {
      says: 'key_frames.frame0 needs url (a video) or id (a finished Luma task of the same account).',
      refusedWithout: 'invalid request: key_frames.frame0 is required',
    },
    'key_frames.frame1': {
      says: 'key_frames.frame0 needs url (a video) or id (a finished Luma task of the same account).',
      within: { frame0: { url: VIDEO } },
    },
    'key_frames.frame1.type': {
      says: 'id of an earlier Luma task, instead of url',
      within: { id: TASK },
      absent: 'generation',
    },
  },
  'midjourney/imagine': { aspect_ratio: shape, process_mode: mode },
  'midjourney/variation': { aspect_ratio: shape },
  'midjourney/reroll': { aspect_ratio: shape },
  'midjourney/outpaint': {
    aspect_ratio: shape,
    zoom_ratio: { says: 'zoom_ratio is not a number from 1 to 2', fine: ['1', '1.5', '2', '1.25'] },
  },
  'midjourney/describe': { process_mode: modeOfPictures },
  'midjourney/blend': { process_mode: modeOfPictures },
  'Qubico/qwen-image/image-edit': { image3: { says: 'image3 needs image2.', beside: always({ image2: IMAGE }) } },
  'seedance/seedance-*': {
    mode: {
      says: 'first_last_frames needs 1 or 2 image_urls and allows no video_urls and no audio_urls; aspect_ratio is ignored.',
      beside: (value) => (value === 'first_last_frames' ? { image_urls: [IMAGE] } : {}),
      absent: 'text_to_video',
    },
    audio_urls: {
      says: 'omni_reference allows up to 9 image_urls, 3 video_urls and 3 audio_urls; audio_urls needs at least one image or video.',
      beside: always({ image_urls: [IMAGE] }),
    },
  },
  'suno/generate_music_custom': {
    continue_at: {
      says: 'continue_at is ignored without continue_clip_id and must not be beyond the end of that clip.',
      beside: always({ continue_clip_id: TASK }),
    },
  },
  'Qubico/joycaption/joycaption-beta-one': {
    workflow_type: { says: 'accepted and dropped; absent from the reply', echo: () => undefined },
  },
  'Qubico/trellis/image-to-3d': {
    image: {
      says: 'The reply moves image into images: the echo shows image "" and images with one entry.',
      beside: always({ images: undefined }),
      shownAt: 'images',
      echo: (value) => [value],
      absent: undefined,
      refusedWithout: 'invalid request: image is required',
    },
    images: {
      says: 'An empty images array or null counts as absent.',
      refusedWithout: 'invalid request: image is required',
    },
  },
  'music-u/generate_music': {
    lyrics_type: {
      says: 'lyrics must be non-empty when lyrics_type is user; otherwise lyrics is ignored.',
      beside: (value) => (value === 'user' ? { lyrics: 'la la' } : {}),
    },
    lyrics: {
      says: 'lyrics must be non-empty when lyrics_type is user; otherwise lyrics is ignored.',
      beside: (value) => (typeof value === 'string' && value !== '' ? { lyrics_type: 'user' } : {}),
    },
    continue_at: {
      says: 'continue_at is ignored without continue_song_id.',
      beside: always({ continue_song_id: TASK }),
    },
  },
  'veo3/*': veoShape,
  'veo3.1/*': { ...veoShape, ...veoTail },
  'Qubico/wanx/txt2video-*': { video_resolution: ignoredSize },
  'Qubico/wanx/img2video-*': { video_resolution: ignoredSize },
};

/** Every sentence that the table quotes. */
export const quotedContexts: readonly string[] = Object.values(CONTEXTS).flatMap((contexts) =>
  Object.values(contexts).map(({ says }) => says),
);

export function contextsOf(pair: string): Contexts {
  const fitting = Object.entries(CONTEXTS).filter(([name]) =>
    name.endsWith('*') ? pair.startsWith(name.slice(0, -1)) : pair === name,
  );
  return Object.assign({}, ...fitting.map(([, contexts]) => contexts));
}
