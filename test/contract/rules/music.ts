import { AUDIO, fine, type RuleCases, refuse, TASK } from './rule-case.ts';

const noSinging = fine({ lyrics: '' }, { lyrics: '[inst]' }, { lyrics: '[instrumental]' });
const sunoMusic = ['suno/generate_music', 'suno/generate_music_custom', 'suno/music'];

/** Rules of the pages for music, songs and speech, by their sentence. */
export const musicRules: RuleCases = {
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
  'There is no duration, format, guidance or model-size field; such fields are dropped like any unknown field.': [
    { give: { duration: 5, format: 'wav', guidance: 3 }, hides: ['duration', 'format', 'guidance'] },
  ],
  'An empty or missing prompt is valid; then the picture alone decides.': [{ give: {}, shows: { prompt: '' } }],
  'When seed and seeds are both given, seed wins; the echo always uses the name seed.': [
    { give: { seeds: 7 }, shows: { seed: 7 }, hides: ['seeds'] },
    { give: { seed: 8, seeds: 7 }, shows: { seed: 8 }, hides: ['seeds'] },
  ],
  'video is an http(s) URL, a data URI or bare base64; its format is judged by content, never by file name or MIME label.':
    fine({ video: 'https://media.example.com/a.txt' }, { video: 'data:text/plain;base64,AAAAIGZ0eXBpc29t' }),
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
};
