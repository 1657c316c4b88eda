/** Where a family's output has the files of a role: the first path with a value counts. Never "the first URL found". */
type RolePaths = Readonly<Record<string, readonly string[]>>;

const usual: RolePaths = {
  image: ['image_urls[]', 'image_url', 'image_base64'],
  // Behind the picture itself.
  control_map: ['image_urls[1]'],
  video: ['video_url', 'video', 'video.url'],
  audio: ['audio_url', 'audio.url'],
  model: ['model_file'],
};

const byFamily: Readonly<Record<string, RolePaths>> = {
  kling: {
    video: ['works[].video.resource_without_watermark', 'works[].video.resource', 'video_url', 'video'],
    image: ['works[].image.resource_without_watermark', 'works[].image.resource', 'image_urls[]', 'image_url'],
    audio: ['works[].audio.resource_without_watermark', 'works[].audio.resource', 'audio_url'],
    cover: ['works[].cover.resource'],
  },
  hailuo: { video: ['video_url', 'download_url', 'video'], cover: ['cover_url'] },
  luma: {
    video: ['video_raw.url', 'video.url', 'video_url'],
    cover: ['thumbnail.url'],
    last_frame: ['last_frame.url'],
  },
  midjourney: { image: ['image_url', 'discord_image_url'], tile: ['temporary_image_urls[]', 'image_urls[]'] },
  suno: {
    audio: ['clips.*.audio_url', '[].audio_url'],
    cover: ['clips.*.image_url', '[].image_url'],
    large_cover: ['clips.*.image_large_url', '[].image_large_url', 'clips.*.image_url', '[].image_url'],
    video: ['clips.*.video_url', '[].video_url'],
  },
  udio: { audio: ['songs[].song_path', 'audio_url'], cover: ['songs[].image_path'] },
  trellis: { model: ['model_file'], video: ['combined_video'], cutout: ['no_background_image'] },
};

export const pathsOf = (family: string, role: string): readonly string[] =>
  byFamily[family]?.[role] ?? usual[role] ?? [];

/** Files that a family may bring beyond those it has to. */
export const extrasOf: Readonly<Record<string, readonly string[]>> = { suno: ['video'] };

/** Files that are asked for beside the work itself; without them the result is still one, and a warning says so. */
export const mayBeMissing: ReadonlySet<string> = new Set(['control_map']);

/** Where an output has the ids of its parts (clips, songs), in the order of its files. */
export const partIdPaths: Readonly<Record<string, readonly string[]>> = {
  suno: ['clips.*.id', '[].id'],
  udio: ['songs[].id'],
};

/** Pixels, seconds and milliseconds that the upstream tells of its files, for when they cannot be measured here. */
export const toldPaths: Readonly<Record<string, { width?: string; height?: string; seconds?: string; ms?: string }>> = {
  kling: { width: 'works[].video.width', height: 'works[].video.height', ms: 'works[].video.duration' },
  hailuo: { width: 'width', height: 'height' },
  luma: { width: 'video.width', height: 'video.height' },
  suno: { seconds: 'clips.*.metadata.duration' },
  udio: { seconds: 'songs[].duration' },
};
