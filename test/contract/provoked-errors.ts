import type { FieldPage, Input } from './family-page.ts';
import { beyondLimits, sampleValue, wrongTypes } from './sample-value.ts';

const IMAGE = 'https://media.example.com/in/sample.png';
const VIDEO = 'https://media.example.com/in/sample.mp4';
const AUDIO = 'https://media.example.com/in/sample.mp3';

/** Members that stand beside the smallest input, or take its members away with `undefined`. */
type Provocations = readonly Input[];

const pictures = (count: number): string[] => Array(count).fill(IMAGE);

/** Errors whose `when` sentence names no bound of one field: inputs that are such a case, by that sentence. */
export const PROVOCATIONS: Readonly<Record<string, Provocations>> = {
  'neither edit_style_prompt nor edit_lyrics is given': [{ edit_lyrics: undefined }],
  'edit_n_min outside 0 to 1, or greater than edit_n_max': [
    { edit_n_min: -0.1 },
    { edit_n_min: 1.1 },
    { edit_n_min: 0.8, edit_n_max: 0.7 },
    { edit_n_max: 0.5 },
  ],
  'both lengths are 0, or their sum is above 240': [
    { right_extend_length: 0 },
    { left_extend_length: 0, right_extend_length: '0' },
    { left_extend_length: 120.5, right_extend_length: 120 },
  ],
  'an index list is not made of integers of 0 or more, or the lists differ in length': [
    { swap_faces_index: '0,x' },
    { target_faces_index: '-1' },
    { swap_faces_index: '0.5' },
    { swap_faces_index: '0,1', target_faces_index: '0' },
  ],
  'width * height above 1048576': [
    { width: 1025, height: 1024 },
    { width: 1_048_577, height: 1 },
  ],
  'lora_type unknown, or more than one entry': [
    { lora_settings: [{ lora_type: 'none of them' }] },
    { lora_settings: [{ lora_type: 'anime' }, { lora_type: 'art' }] },
  ],
  'control_type unknown, control_image missing, or more than one entry': [
    { control_net_settings: [{ control_type: 'none of them', control_image: IMAGE }] },
    { control_net_settings: [{ control_type: 'depth' }] },
    { control_net_settings: Array(2).fill({ control_type: 'depth', control_image: IMAGE }) },
  ],
  'setting_type unknown or a side below 0': [
    { custom_settings: [{ setting_type: 'none of them' }] },
    { custom_settings: [{ outpaint_top: -1 }] },
  ],
  'prompt missing for a model that needs it': [
    { model: 't2v-01', prompt: '' },
    { model: 't2v-01-director', prompt: undefined },
    { model: 't2v-02', prompt: undefined },
    { model: 's2v-01', prompt: undefined, image_url: IMAGE },
    { model: 'i2v-01-director', prompt: undefined, image_url: IMAGE },
    { model: 'v2.3-fast', prompt: undefined },
  ],
  'image_url missing for a model that needs it': ['i2v-01', 'i2v-01-live', 'i2v-01-director', 'i2v-02', 's2v-01'].map(
    (model) => ({ model }),
  ),
  'image_url given to a text-to-video model': ['t2v-01', 't2v-01-director', 't2v-02'].map((model) => ({
    model,
    image_url: IMAGE,
  })),
  '1080 with 10 s': [
    { resolution: 1080, duration: 10 },
    { model: 'v2.3-fast', resolution: '1080P', duration: '10' },
  ],
  'lora_type empty or unknown, or lora_strength outside the range': [
    { lora_settings: [{ lora_type: '' }] },
    { lora_settings: [{ lora_type: 'x', lora_strength: -0.1 }] },
    { lora_settings: [{ lora_type: 'x', lora_strength: 2.1 }] },
  ],
  'lora_type unknown or lora_strength outside 0 to 1': [
    { lora_settings: [{ lora_type: '' }] },
    { lora_settings: [{ lora_type: 'ghibli', lora_strength: 1.1 }] },
  ],
  'motion_type unknown or motion_speed outside 0 to 10': [
    { control_camera_settings: [{ motion_type: 'none of them' }] },
    { control_camera_settings: [{ motion_type: 'zoom_in', motion_speed: 10.1 }] },
  ],
  'no prompt, no picture, no elements, no multi_shots': [
    { prompt: undefined },
    { prompt: '', image_url: null, elements: [], multi_shots: [] },
  ],
  'duration not allowed for the version': [
    ...['1.0', '1.5', '1.6', '2.0', '2.1', '2.1-master', '2.5', '2.6'].map((version) => ({ version, duration: 7 })),
    { version: '3.0', duration: 2 },
    { version: '3.0-turbo', duration: 16 },
  ],
  'image_tail_url without image_url': [{ image_tail_url: IMAGE }, { image_tail_url: IMAGE, image_url: '' }],
  'end_image_url without image_url': [{ end_image_url: IMAGE }],
  'tail_image_url without image_url': [{ tail_image_url: IMAGE }],
  'more than 6 shots or more than 15 s in total': [
    { version: '3.0', multi_shots: Array(7).fill({ prompt: 'a', duration: 1 }) },
    {
      version: '3.0',
      multi_shots: [
        { prompt: 'a', duration: 14 },
        { prompt: 'b', duration: 2 },
      ],
    },
  ],
  'neither origin_task_id nor video_url': [{ origin_task_id: undefined, video_url: '' }],
  'neither tts_text nor local_dubbing_url': [{ tts_text: undefined, tts_timbre: 'Rock' }],
  'tts_text without tts_timbre': [{ tts_timbre: undefined }],
  'no garment picture': [{ upper_input: undefined }],
  'neither origin_task_id nor prompt': [{ prompt: undefined }],
  'neither video_url nor preset_motion': [{ video_url: undefined }],
  'no prompt and no multi_shots': [{ prompt: undefined, multi_shots: [] }],
  'a reference in the prompt has no picture': [
    { prompt: '@image_1 dances' },
    { prompt: '@image_0', images: [IMAGE] },
    { prompt: 'a', multi_shots: [{ prompt: '@image_3' }], images: pictures(2) },
  ],
  'a frame of type video': [
    { key_frames: { frame0: { type: 'video', url: VIDEO } } },
    { keyframes: { frame1: { type: 'video', url: VIDEO } } },
  ],
  'key_frames.frame0 has neither url nor id': [
    { key_frames: { frame0: { type: 'video' } } },
    { key_frames: { frame0: { url: '' }, frame1: { url: IMAGE } } },
  ],
  'aspect_ratio is not two positive integers joined by a colon': ['16x9', '16:9:4', '0:1', '1.5:1', 'wide'].map(
    (aspect_ratio) => ({ aspect_ratio }),
  ),
  'zoom_ratio is not a number from 1 to 2': ['0.9', '2.1', 'x', 3, '1,5'].map((zoom_ratio) => ({ zoom_ratio })),
  'width or height is not a positive integer': [{ width: 0 }, { height: -5 }, { width: 100.5 }, { height: 'tall' }],
  'image3 without image2': [{ image3: IMAGE }],
  'resolution not offered by the task type': [{ resolution: '4k' }, { resolution: '2160p' }],
  'media not allowed for the mode, too many or too few': [
    { mode: 'text_to_video', image_urls: [IMAGE] },
    { mode: 'first_last_frames' },
    { mode: 'first_last_frames', image_urls: pictures(3) },
    { image_urls: pictures(10) },
    { mode: 'omni_reference', audio_urls: [AUDIO] },
    { image_urls: pictures(9), video_urls: Array(3).fill(VIDEO), audio_urls: [AUDIO] },
  ],
  'video_urls or audio_urls not allowed for the mode': [
    { mode: 'text_to_video', video_urls: [VIDEO] },
    { mode: 'first_last_frames', image_urls: [IMAGE], audio_urls: [AUDIO] },
  ],
  'guidance_scale 0 or less, or more than 10': [
    { guidance_scale: 0 },
    { guidance_scale: -1 },
    { guidance_scale: 10.5 },
  ],
  'prompt empty and make_instrumental not true': [
    { prompt: '' },
    { prompt: '', tags: 'rock', make_instrumental: false },
  ],
  'prompt empty and not an instrumental with tags': [
    { prompt: '' },
    { prompt: '', make_instrumental: true },
    { prompt: '', tags: 'piano' },
  ],
  'neither image nor images': [{ image: undefined, images: [] }],
  'gen_text missing or blank': [{ gen_text: undefined }, { gen_text: '' }, { gen_text: ' \n\t ' }],
  'gpt_description_prompt empty with lyrics_type generate or instrumental': [
    { lyrics_type: 'generate', gpt_description_prompt: '' },
    { lyrics_type: 'instrumental', gpt_description_prompt: undefined },
  ],
  'lyrics empty with lyrics_type user': [{ lyrics_type: 'user', lyrics: '' }],
};

/**
 * Inputs, beside the smallest one, that a create error of a page is about; none where the sentence is about something
 * else than the input.
 */
export function provocationsOf(when: string, field: string, facts: FieldPage | undefined): Provocations {
  const listed = PROVOCATIONS[when];
  if (listed) return listed;
  if (!facts) return [];
  return valuesFor(when, facts).map((value) => ({ [field]: value }));
}

/** `steps below 1 or above 50, or not a whole number` → 0, 51, 1.5. */
function valuesFor(when: string, facts: FieldPage): unknown[] {
  const values: unknown[] = [];
  const numberAfter = (words: RegExp): number | undefined => {
    const found = words.exec(when)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  // 0 may count as absent; a tenth below is below for whole numbers as well, which are then not whole.
  const low = numberAfter(/(?:below|outside) (-?[\d.]+)/);
  if (low !== undefined) values.push(low === 0 ? -1 : low / 2, low - 2);
  const high = numberAfter(/(?:above|or above|to|more than) ([\d.]+)(?! (?:entries|items|char))/);
  if (high !== undefined) values.push(high + 1, high * 10);
  const longest = numberAfter(/longer than (\d+) characters/);
  if (longest !== undefined) values.push('x'.repeat(longest + 1));
  const most = numberAfter(/more than (\d+) (?:entries|items)/);
  const entries = (count: number) => Array.from({ length: count }, () => sampleValue(facts.items ?? facts));
  if (most !== undefined) values.push(entries(most + 1));
  const fewest = numberAfter(/fewer than (\d+)/);
  if (fewest !== undefined) values.push(entries(fewest - 1));
  if (/negative/.test(when)) values.push(-1);
  if (/not a whole number|not an integer/.test(when)) values.push(1.5, 'ten');
  if (/not a number/.test(when)) values.push('ten', true);
  if (/not a string/.test(when)) values.push(7, ['x']);
  if (/outside the accepted values/.test(when)) {
    values.push(...beyondLimits(facts).map(({ value }) => value), ...wrongTypes(facts));
  }
  if (/missing or empty/.test(when)) values.push(undefined, null, '', [], {});
  return values;
}
