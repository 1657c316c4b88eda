/**
 * How each kind of sound takes part in a picture: what drives a bed, whether a body carries it from side to side, and
 * the rhythm an event keeps when the picture gives no onset. Matched by voice id, first row wins, so that new voices
 * fall into a sensible row without an entry of their own.
 */
export interface Behaviour {
  /** `motion`: louder when the picture moves; `flicker`: with small motion everywhere; `steady`: hardly changes. */
  drive: 'steady' | 'motion' | 'flicker' | 'rhythm';
  /** The source is one body that can be followed across the picture. */
  moves: boolean;
  /** Hits that a visible impact would cause; others (a dog, a horn) sound on their own. */
  struck: boolean;
  /** Events per second without picture onsets, at pace 0.5. */
  perSecond: number;
  /** 0 a clockwork .. 1 quite irregular. */
  irregular: number;
}

const row = (
  pattern: RegExp,
  drive: Behaviour['drive'],
  moves: boolean,
  struck: boolean,
  perSecond: number,
  irregular: number,
): [RegExp, Behaviour] => [pattern, { drive, moves, struck, perSecond, irregular }];

const rows: readonly [RegExp, Behaviour][] = [
  row(/footstep|walk|hooves|horse/, 'rhythm', true, true, 1.9, 0.08),
  row(/thunder|explosion|firework/, 'steady', false, true, 0.25, 0.6),
  row(/clock|metronome|heartbeat/, 'rhythm', false, false, 1, 0.01),
  row(/keyboard|typing|applause|crowd|laugh|music|cheer/, 'rhythm', false, false, 0.4, 0.5),
  row(/whoosh|swish|swing|sword/, 'motion', true, true, 0.7, 0.4),
  row(
    /impact|hit|punch|knock|hammer|ball|bounc|thud|drop|crash|clang|drum|stomp|glass|break|snap|crack/,
    'rhythm',
    true,
    true,
    0.9,
    0.25,
  ),
  row(/gun|shot|laser|zap|splash|click|switch|beep|pop/, 'rhythm', true, true, 0.7, 0.45),
  row(/door|creak|horn|siren|bell|chime|phone|alarm|gong/, 'rhythm', false, true, 0.4, 0.4),
  row(
    /dog|cat|bird|crow|owl|cow|sheep|wolf|rooster|frog|gull|animal|scream|whistle|cough|baby/,
    'rhythm',
    false,
    false,
    0.45,
    0.7,
  ),
  row(/rain|hail|traffic|room|hum|cricket|cicada|static|noise|city|night/, 'steady', false, false, 1, 0.5),
  row(
    /fire|water|river|stream|wave|ocean|leaves|rustl|bubbl|boil|drip|waterfall|snow/,
    'flicker',
    false,
    false,
    1,
    0.6,
  ),
  row(/wind|breeze|storm/, 'motion', false, false, 0.4, 0.6),
  row(
    /car|engine|truck|motor|train|plane|helicopter|boat|bike|bicycle|roll|skate|drone|bee|fly|rocket|spaceship/,
    'motion',
    true,
    false,
    0.3,
    0.5,
  ),
  row(/drill|saw|machine|fan|vacuum|mower|pump|cloth|paper|zip|scrape|slide|swoosh/, 'motion', true, false, 0.5, 0.5),
];

const plain: Behaviour = { drive: 'steady', moves: false, struck: false, perSecond: 0.6, irregular: 0.4 };

export const behaviourOf = (voiceId: string): Behaviour =>
  rows.find(([pattern]) => pattern.test(voiceId))?.[1] ?? plain;
