/** Recordings to follow, made by the engine itself at settings that the follower is not told. */
export const references = [
  { voice: 'slt', speed: 0.75 },
  { voice: 'slt', speed: 1 },
  { voice: 'shimmer', speed: 1.25 },
  { voice: 'rms', speed: 1.3 },
  { voice: 'onyx', speed: 0.85 },
  { voice: 'ash', speed: 1 },
  { voice: 'ballad', speed: 1.2 },
] as const;

export const REFERENCE_TEXT =
  'The sun is shining on the small village today. In the afternoon we walk through the forest and look for mushrooms. ' +
  'After that my grandmother cooks a good soup for everybody, and we sit at the long table until it is dark.';

export const FOLLOWING_TEXT =
  'She opened the window and looked out at the rain. There was nobody in the street, and the shops were already closed. ' +
  'It takes about twenty minutes to walk to the market, and the train was late because of the heavy snow.';
