import type { TaskInput } from '../task-type.ts';

/** All media of a task together. */
const MAX_MEDIA = 12;

/** Fills in the mode that the media suggest; a mode that was sent is judged, not corrected. */
export function withMode({ aspect_ratio, ...input }: TaskInput): TaskInput {
  const mode = input.mode ?? suggestedMode(input);
  // The shape follows the pictures there.
  return mode === 'first_last_frames' ? { ...input, mode } : { ...input, mode, aspect_ratio };
}

function suggestedMode(input: TaskInput): string {
  const { images, videos, audios } = countMedia(input);
  if (videos + audios > 0 || images > 2 || /@image/i.test(String(input.prompt))) return 'omni_reference';
  return images > 0 ? 'first_last_frames' : 'text_to_video';
}

function countMedia(input: TaskInput): { images: number; videos: number; audios: number } {
  const count = (name: string): number => (Array.isArray(input[name]) ? input[name].length : 0);
  return { images: count('image_urls'), videos: count('video_urls'), audios: count('audio_urls') };
}

export const rules: ReadonlyArray<(input: TaskInput) => string | null> = [
  (input) => {
    const { videos, audios } = countMedia(input);
    return input.mode !== 'omni_reference' && videos + audios > 0
      ? `video_urls and audio_urls are only supported in omni_reference mode, not in ${input.mode}`
      : null;
  },
  (input) => {
    const { images } = countMedia(input);
    return input.mode === 'text_to_video' && images > 0
      ? `invalid image_urls: ${images} pictures where text_to_video allows none`
      : null;
  },
  (input) => {
    const { images } = countMedia(input);
    return input.mode === 'first_last_frames' && (images < 1 || images > 2)
      ? `invalid image_urls: ${images} pictures where first_last_frames needs 1 or 2`
      : null;
  },
  (input) => {
    const { images, videos, audios } = countMedia(input);
    return audios > 0 && images + videos === 0
      ? 'invalid image_urls: audio_urls needs at least one picture or video beside it'
      : null;
  },
  (input) => {
    const { images, videos, audios } = countMedia(input);
    const all = images + videos + audios;
    return all > MAX_MEDIA
      ? `invalid image_urls: ${all} entries in image_urls, video_urls and audio_urls together, at most ${MAX_MEDIA} are allowed`
      : null;
  },
];
