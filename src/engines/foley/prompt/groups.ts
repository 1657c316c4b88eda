/**
 * Words for whole groups of sounds. Members are names or ids of voices; those that do not exist are left out.
 * `scenes` are asked for ("a busy street"), `kinds` are mostly for exclusion ("no animals", negative prompt "music").
 */
export interface SceneMember {
  name: string;
  gainDb: number;
}

const scene = (text: string): SceneMember[] =>
  text.split(',').map((part) => {
    const [name = '', gainDb = '0'] = part.trim().split(':');
    return { name, gainDb: Number(gainDb) };
  });

/** Only used for words that no voice bears as a name. */
export const scenes: readonly [phrases: string, members: SceneMember[]][] = [
  ['thunderstorm|storm|tempest|stormy', scene('rain, wind:-6, thunder:-2')],
  ['hurricane|tornado|blizzard|gale', scene('wind')],
  ['beach|seaside|shore|seashore|coast', scene('waves, wind:-12')],
  ['sea|ocean', scene('waves')],
  ['forest|woods|woodland|jungle|park|garden', scene('birds, leaves:-6, wind:-14')],
  ['meadow|countryside|farm|field', scene('birds, wind:-10, crickets:-12')],
  ['night|summer night|nighttime|evening', scene('crickets')],
  ['swamp|pond|marsh', scene('frogs, crickets:-6')],
  ['street|city|highway|motorway|road|downtown|avenue|urban', scene('traffic')],
  ['office', scene('keyboard:-4, room tone:-8')],
  ['factory|workshop|plant|industrial', scene('machine')],
  ['campfire|fireplace|bonfire|hearth', scene('fire')],
  ['restaurant|cafe|party|market|bar|pub', scene('crowd')],
  ['stadium|concert|audience|theatre|theater', scene('applause, crowd:-4')],
  ['battle|war', scene('explosion, gunshot')],
  ['spaceship|space ship|sci fi|science fiction', scene('laser, hum:-10')],
  ['waterfall|rapids|brook|creek|river|stream', scene('river')],
  ['silence|silent|room tone|nothing', scene('room tone')],
];

export const kinds: readonly [phrases: string, members: string][] = [
  [
    'music|melody|song|instrument|musical|soundtrack',
    'music-box,music box,bell,bells,church bell,chime,wind chimes,piano,guitar,drum,drums,organ,flute',
  ],
  [
    'voice|human|people|speech|talking|speaking|vocal|dialogue|chatter|singing',
    'crowd,applause,laughter,speech,chatter,scream,cheering,baby,breathing,whistle,cough,heartbeat',
  ],
  ['noise|hiss|static|white noise|interference', 'static,hiss,noise,white noise,hum,radio static,room tone'],
  [
    'animal|creature|wildlife|pet',
    'birds,bird,dog,cat,cow,horse,crickets,frog,frogs,wolf,rooster,sheep,owl,bee,bees,insects,seagull,duck,hooves,lion,crow,chicken,fly',
  ],
  ['insect|bug', 'crickets,bee,bees,fly,cicada,mosquito,insects'],
  ['weather', 'rain,rain-roof,wind,thunder,hail,snow,storm,leaves'],
  ['water|liquid', 'rain,rain-roof,waves,river,stream,water,splash,drip,waterfall,bubbles,pouring'],
  ['vehicle', 'car,engine,truck,motorcycle,train,airplane,helicopter,traffic,horn,siren,boat,bicycle,bus,plane'],
  [
    'machine|machinery|mechanical|motor',
    'engine,machine,drill,saw,fan,vacuum,lawnmower,chainsaw,motor,compressor,servo',
  ],
  [
    'electronics|electronic|beep|beeping|computer',
    'beep,laser,phone,computer,keyboard,electric,electricity,hum,robot,alarm,static,glitch',
  ],
  [
    'footstep|step|walking',
    'footsteps,footsteps-gravel,footsteps-wood,footsteps-snow,footsteps-grass,footsteps-stone,footsteps-concrete,footsteps-metal,footsteps-leaves,footsteps-mud,footsteps-sand',
  ],
  [
    'impact|hit|bang|crash|percussion',
    'impact-wood,impact-metal,impact-glass,impact-earth,impact-stone,impact-plastic,impact-rubber,impact-ball,ball,hammer,thud,bounce',
  ],
  ['bird|birdsong|birds', 'birds,seagull,crow,rooster,owl,duck'],
];
