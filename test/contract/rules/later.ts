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
