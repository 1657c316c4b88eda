import { type Input, pairOf, type TaskPage } from './family-page.ts';
import { sampleValue } from './sample-value.ts';

interface Partners {
  /** The sentence of the page that asks for more than the required fields. */
  says: string;
  /** Each set alone is enough, and no member of it may be missing; a name stands for any valid value of the field. */
  either: readonly (readonly (string | Input)[])[];
}

/** What the smallest input of a task needs besides its required fields; the pages say it in prose only. */
export const PARTNERS: Readonly<Record<string, Partners>> = {
  'Qubico/ace-step/edit': {
    says: 'At least one of edit_style_prompt and edit_lyrics must be non-empty.',
    either: [['edit_lyrics'], ['edit_style_prompt']],
  },
  'hailuo/video_generation': {
    says: 'prompt is required for t2v-01, t2v-01-director, t2v-02, s2v-01 and i2v-01-director, and for v2.3 and v2.3-fast without image_url.',
    either: [['prompt'], ['image_url']],
  },
  'kling/video_generation': {
    says: 'prompt is required unless image_url, elements or multi_shots is given.',
    either: [['prompt'], ['image_url'], ['elements']],
  },
  'kling/lip_sync': {
    says: 'local_dubbing_url or tts_text is required; local_dubbing_url wins and then the tts fields are ignored.',
    either: [
      ['video_url', 'tts_text', 'tts_timbre'],
      ['origin_task_id', 'local_dubbing_url'],
    ],
  },
  'kling/ai_try_on': {
    says: 'At least one of dress_input, upper_input, lower_input is required.',
    either: [['upper_input'], ['lower_input'], ['dress_input']],
  },
  'kling/sound': { says: 'origin_task_id or prompt is required.', either: [['prompt'], ['origin_task_id']] },
  'kling/motion_control': {
    says: 'video_url or preset_motion is required; preset_motion wins when both are given.',
    either: [['video_url'], ['preset_motion']],
  },
  'kling/omni_video_generation': {
    says: 'prompt is required unless multi_shots is given.',
    either: [['prompt'], ['multi_shots']],
  },
  'luma/extend_video': {
    says: 'key_frames.frame0 needs url (a video) or id (a finished Luma task of the same account).',
    either: [[{ key_frames: { frame0: { type: 'video', url: 'https://media.example.com/in/sample.mp4' } } }]],
  },
  'suno/generate_music_custom': {
    says: 'prompt must be non-empty unless make_instrumental is true.',
    either: [['prompt'], ['make_instrumental']],
  },
  'suno/music': {
    says: 'prompt must be non-empty unless make_instrumental is true and tags is non-empty.',
    either: [['prompt'], ['make_instrumental', 'tags']],
  },
  'Qubico/trellis/image-to-3d': {
    says: 'image or images is required; with both, images is used first and image is added when it is not in images.',
    either: [['images'], ['image']],
  },
  'music-u/generate_music': {
    says: 'gpt_description_prompt must be non-empty when lyrics_type is generate or instrumental.',
    either: [
      [{ lyrics_type: 'generate' }, 'gpt_description_prompt'],
      [{ lyrics_type: 'user' }, 'lyrics'],
    ],
  },
};

/** The smallest valid inputs of a task: its required fields, each time with one set of partners. */
export function baseInputs(task: TaskPage): [Input, ...Input[]] {
  const required = Object.keys(task.input).filter((name) => task.input[name]?.required);
  const sampled = (name: string): Input => ({ [name]: sampleValue(task.input[name] ?? missing(name)) });
  const inputs = (PARTNERS[pairOf(task)]?.either ?? [[]]).map((partners) => {
    const members = partners.map((partner) => (typeof partner === 'string' ? sampled(partner) : partner));
    return Object.assign({}, ...required.map(sampled), ...members) as Input;
  });
  const [first = {}, ...others] = inputs;
  return [first, ...others];
}

function missing(name: string): never {
  throw new Error(`${name} is no field of the page`);
}
