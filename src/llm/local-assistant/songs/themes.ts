/** Material for lyrics: rhymed couplets by theme. `{x}` is what the song is about. All written for this project. */
export interface Theme {
  name: string;
  words: RegExp;
  /** Rhymed pairs, any of which may follow another. */
  couplets: readonly (readonly [string, string])[];
  /** Four lines; the first names the hook. */
  chorus: readonly [string, string, string, string];
  bridge: readonly [string, string];
}

export const themes: readonly Theme[] = [
  {
    name: 'love',
    words: /\b(love|lover|heart|kiss|romance|romantic|wedding|marry|valentine|crush|darling)\w*/i,
    couplets: [
      ['You left your laughter hanging in the hall', 'I hear it in the morning through the wall'],
      ['We talked until the coffee had gone cold', 'And every little secret had been told'],
      ['Your hand found mine before we crossed the street', 'And all the traffic fell in with our feet'],
      ['I wrote your name in breath upon the glass', 'And watched a hundred patient Sundays pass'],
      ['The radio was playing something slow', 'You asked me twice and I forgot my no'],
      ['I never was the one who knew the way', 'But you were there and that was where to stay'],
      ['There is a chair that only fits us two', 'A window with the harbour and the view'],
      ['They say that every fire burns to ash', 'But we have kept it through the thunder crash'],
    ],
    chorus: [
      'Stay with me until the lights go down',
      'You are the only music in this town',
      'Hold on, hold on, I hear you breathing near',
      'Whatever else is gone, my love is here',
    ],
    bridge: ['If all the clocks should stop, then let them be', 'I only count the time you spend with me'],
  },
  {
    name: 'the sea',
    words: /\b(sea|ocean|waves?|beach|harbou?r|sail\w*|ship|boat|tide|shore|lighthouse|island|surf\w*)\b/i,
    couplets: [
      ['The gulls are calling something to the shore', 'The salt has drawn a map upon the door'],
      ['We pushed the little boat into the foam', 'And turned around to see the lights of home'],
      ['The lighthouse combs the darkness with its hand', 'And counts the sleeping ships that wait for land'],
      ['There is a bottle rolling on the sand', 'With half a letter no one could have planned'],
      ['The captain sings to keep the storm at bay', 'The wind takes every other word away'],
      ['I left my shoes beside the water line', 'The moon was pouring silver into mine'],
      ['The tide comes in and takes the castle down', 'And leaves a ring of shells to be its crown'],
      ['My father knew the weather by his knees', 'He taught me how to listen to the breeze'],
    ],
    chorus: [
      'Carry me, carry me over the sea',
      'Out where the water is breathing with me',
      'Higher than harbours and deeper than blue',
      'Carry me, carry me homeward to you',
    ],
    bridge: ['And if the night should swallow every star', 'I will still know by singing where you are'],
  },
  {
    name: 'rain',
    words: /\b(rain\w*|storm\w*|thunder|umbrella|clouds?|drizzle|puddles?)\b/i,
    couplets: [
      ['The gutters play a tune on rusty tin', 'I leave the window wide to let it in'],
      ['The street is made of lamps turned upside down', 'A second, softer, slowly swimming town'],
      ['You shared your coat and walked me to the train', 'We both pretended not to mind the rain'],
      ['A paper boat is racing down the road', 'With nothing but a wish to be its load'],
      ['The thunder clears its throat behind the hill', 'And all the birds are listening and still'],
      ['I count the seconds after every flash', 'And draw you in the steam upon the glass'],
      ['The garden lifts its faces to the grey', 'It knows what all this trouble is to say'],
      ['Umbrellas bloom like flowers in the square', 'And strangers find they have a roof to share'],
    ],
    chorus: [
      'Let it rain, let it rain on me',
      'Wash the dust off the memory',
      'Every drop is a word you say',
      'Let it rain till the dawn of day',
    ],
    bridge: ['And after all the water there will come', 'A morning bright and beaten like a drum'],
  },
  {
    name: 'the night',
    words: /\b(night\w*|midnight|moon\w*|stars?|dark\w*|neon|city|cities|street|lonely|insomnia|dreams?)\b/i,
    couplets: [
      ['The neon hums a colour to the street', 'And taxis draw their ribbons at my feet'],
      ['The last train takes the talkers and the song', 'And leaves the quiet where it does belong'],
      ['A window on the seventh floor is lit', 'Somebody cannot sleep and makes of it'],
      ['The moon is leaning on the water tower', 'And keeps the time of every sleepless hour'],
      ['We built a fire of all the things we said', 'And stayed until the eastern sky was red'],
      ['The city is a heart that will not rest', 'It beats its little lights against my chest'],
      ['I know the baker and the man who sweeps', 'We hold the world together while it sleeps'],
      ['There are a thousand stars behind the glow', 'They wait for all the other lights to go'],
    ],
    chorus: [
      'Midnight, keep the engine running slow',
      'Give me one more hour before I go',
      'All the lights are singing what I knew',
      'Midnight, let me drive it home to you',
    ],
    bridge: ['And when the morning asks me where I have been', 'I show the dust of stars upon my skin'],
  },
  {
    name: 'the road',
    words: /\b(road\w*|travel\w*|journey|drive|driving|car|truck|highway|train|wander\w*|adventure|freedom|free)\b/i,
    couplets: [
      ['I packed a shirt, a map, a loaf of bread', 'And followed where the painted line had led'],
      ['The mirror keeps a picture of the past', 'It shakes a bit because we go so fast'],
      ['The towns go by like pages of a book', 'And some of them deserve a second look'],
      ['A waitress wrote directions on my hand', 'Past every place that anybody planned'],
      ['The wheels are talking to the gravel stones', 'They know a rhythm older than my bones'],
      ['I traded all my hurry for a view', 'And half of what I owned for something new'],
      ['The mountains stand and let the weather pass', 'I touch my hat to them behind the glass'],
      ['There is a wind that has no name at all', 'It comes along and does not ask to call'],
    ],
    chorus: [
      'Roll on, roll on, the road is wide',
      'I have got the morning by my side',
      'No one to tell me which way to be',
      'Roll on, roll on, and carry me',
    ],
    bridge: ['I may turn back, I may not turn again', 'The road will know the where and ask no when'],
  },
  {
    name: 'winter',
    words: /\b(winter|snow\w*|ice|frost\w*|christmas|xmas|cold|december|sleigh|santa)\b/i,
    couplets: [
      ['The first snow writes a letter to the lawn', 'And signs it with a fox before the dawn'],
      ['The kettle sings, the dog is by the door', 'The coats have made a puddle on the floor'],
      ['A candle in the window burns for those', 'Who still are out there somewhere in the snows'],
      ['The river wears a sheet of window glass', 'And under it the quiet waters pass'],
      ['We hung the paper stars along the stair', 'And cinnamon had learned to fill the air'],
      ['The neighbours sing, a little out of key', 'And leave a box of apples by the tree'],
      ['My breath becomes a small and silver ghost', 'It tells me that the cold is not the most'],
      ['The skates draw loops that nobody can read', 'A letter made of nothing else than speed'],
    ],
    chorus: [
      'Come in, come in from the winter night',
      'We have a fire and a little light',
      'The snow may fall as high as it can',
      'Come in, come in and warm your hand',
    ],
    bridge: ['And when the ice is gone and roads are clear', 'We will remember it was golden here'],
  },
  {
    name: 'summer',
    words: /\b(summer\w*|sun\w*|holiday|vacation|july|august|heat|picnic|garden|spring)\b/i,
    couplets: [
      ['The screen door sings the same two notes all day', 'And all the bikes are lying where they lay'],
      ['We drank the lemonade down to the ice', 'And jumped into the river, jumped in twice'],
      ['The evening takes its time to leave the hill', 'The swifts are writing on the sky until'],
      ['A radio is drifting from the grass', 'With songs that have forgotten how to pass'],
      ['The strawberries have stained our fingers red', 'We talk of all the ripe long days ahead'],
      ['My shadow is a giant on the wall', 'It knows that it is nine and light and all'],
      ['We sleep with all the windows open wide', 'And crickets run the orchestra outside'],
      ['The dust is gold wherever children ran', 'As if it was the day the world began'],
    ],
    chorus: [
      'Oh summer, summer, never let it end',
      'Every stranger turns into a friend',
      'Barefoot, laughing, running through the light',
      'Oh summer, summer, stay with us tonight',
    ],
    bridge: ['And in the drawer, when autumn has begun', 'I keep a stone still warm from all that sun'],
  },
  {
    name: 'loss',
    words:
      /\b(loss|lost|sad\w*|goodbye|farewell|grief|cry|tears?|break ?up|broken|missing|miss|gone|death|melanchol\w*|blues?)\b/i,
    couplets: [
      ['Your cup is still the second on the shelf', 'I set the table, then I catch myself'],
      ['The photographs have learned to look away', 'They know there is not very much to say'],
      ['I keep your number though it does not ring', 'I keep the coat, the key, the broken string'],
      ['The house is tidy and the house is still', 'A patch of sun is on the window sill'],
      ['They tell me that the time will make it fade', 'I still can hear the last thing that you played'],
      ['I walk the dog along the way you knew', 'He stops at every corner, looks for you'],
      ['The letters tied together with a thread', 'Say more than all the things we should have said'],
      ['Tonight I let the rain come to the door', 'And do not close my eyes to it any more'],
    ],
    chorus: [
      'Goodbye is only half a word to me',
      'The other half is all you used to be',
      'I hold the light as high as I can go',
      'In case you turn around and want to know',
    ],
    bridge: ['And slowly, as the tide lets go the stone', 'I learn to set the table for my own'],
  },
  {
    name: 'hope',
    words:
      /\b(hope\w*|dream\w*|strong|strength|rise|win\w*|fight\w*|victory|courage|brave|believe|future|never give up|motivat\w*|success)\b/i,
    couplets: [
      ['They drew a line and told me not to cross', 'I learned the name of every kind of loss'],
      ['I tied my shoes before the sun was high', 'And ran until my shadow learned to fly'],
      ['The wall was tall, the wall had always been', 'I found the place where light was coming in'],
      ['My mother said the seed is in the dark', 'And does not ask the fire for the spark'],
      ['I fell so often that I know the ground', 'It is the place where every start is found'],
      ['The night was long, it had a lot to say', 'I answered it by waiting for the day'],
      ['There is a drum that nobody can see', 'It started long ago and beats in me'],
      ['We are the small ones, counted one by one', 'And look, together we turn up the sun'],
    ],
    chorus: [
      'I will rise, I will rise with the morning light',
      'I have carried my fire all through the night',
      'You can hear it beginning, it comes like a drum',
      'I will rise, I will rise, and the day will come',
    ],
    bridge: ['So write it on the wall for all to see', 'What would not break has made a song of me'],
  },
  {
    name: 'dancing',
    words: /\b(danc\w*|party|disco|club|groove|beat|celebrat\w*|birthday|weekend|friday|saturday)\b/i,
    couplets: [
      ['The bass is knocking at the kitchen door', 'And all my worries slip across the floor'],
      ['I put my good shoes on, I fix my hair', 'The weekend has been waiting on the stair'],
      ['The lights are red and blue and red again', 'We lose the count of where and who and when'],
      ['A stranger in a silver coat said hey', 'We speak the only language that they play'],
      ['The ceiling turns its thousand little moons', 'And everybody knows the oldest tunes'],
      ['My phone is dead, my heart is doing fine', 'Your elbow keeps the time along with mine'],
      ['The DJ drops the needle like a kiss', 'We waited all the week for only this'],
      ['We shout the words, we get the half of them', 'And when it stops we shout it all again'],
    ],
    chorus: [
      'Move your feet, move your feet, let the evening begin',
      'Open up all the windows and let the night in',
      'Till the floor and the ceiling are turning around',
      'Move your feet, move your feet to the beautiful sound',
    ],
    bridge: ['Just hold your breath and hold it, one, two, three', 'And let the whole room jump along with me'],
  },
  {
    name: 'space and machines',
    words:
      /\b(space\w*|robots?|planets?|rocket|galaxy|universe|astronaut|alien|machines?|computers?|ai|code|coding|programm\w*|future|android|satellite)\b/i,
    couplets: [
      ['The countdown fell like petals to the floor', 'And gravity went quietly out the door'],
      ['I learned your voice in zeros and in ones', 'Between the dust of long forgotten suns'],
      ['The screen is blinking patient in the dark', 'Each line I write becomes a little spark'],
      ['We left a flag, a footprint and a song', 'And took a stone that hummed the whole way long'],
      ['My heart is made of copper, wire and light', 'It keeps a little current for the night'],
      ['The earth is like a marble in my hand', 'Too blue for any map to understand'],
      ['A satellite is singing to the rain', 'It tells the same good secret yet again'],
      ['The stars are only windows, so they say', 'With someone leaning out a world away'],
    ],
    chorus: [
      'Out of orbit, out of time',
      'Send a signal down the line',
      'A billion miles and still I hear',
      'The little light that brings you near',
    ],
    bridge: ['If no one answers, I will send once more', 'That is what all this empty space is for'],
  },
  {
    name: 'home and friends',
    words:
      /\b(home|family|mother|mum|mom|father|dad|child\w*|friend\w*|school|dog|cat|village|kitchen|bread|pizza|coffee)\b/i,
    couplets: [
      ['There is a kitchen with a yellow light', 'Where somebody is always up at night'],
      ['The third stair creaks, it always gave us away', 'It kept a list of every holiday'],
      ['My mother hums and does not know she does', 'The tune of everything that ever was'],
      ['We carved our names too low into the door', 'You have to kneel to read them any more'],
      ['The dog still sleeps where we had put the chair', 'He keeps it warm for those who are not there'],
      ['Come any time, the key is where it lay', 'There is enough of soup for one more day'],
      ['You knew me when I had no front teeth yet', 'There is not much about me you forget'],
      ['The bread is on the board, the tea is hot', 'We never had so much, and had a lot'],
    ],
    chorus: [
      'Take me home where the windows glow',
      'Where they call me the name that only they know',
      'Leave the hurry outside in the rain',
      'Take me home, take me home again',
    ],
    bridge: ['However far the map may fold and bend', 'The road begins with them, and there will end'],
  },
];

/** Where no theme fits: everything is said of the thing itself. */
export const anything: Theme = {
  name: 'anything',
  words: /./,
  couplets: [
    ['I woke up with {x} inside my head', 'And wrote it on the wall beside the bed'],
    ['They asked me what I love, I had to say', 'It is {x} that gets me through the day'],
    ['Some people want a castle or a crown', 'Give me {x} and let the sun go down'],
    ['There is a story no one ever told', 'About {x} and how the days grow gold'],
    ['The old men in the square would all agree', 'There is {x}, and then there is the sea'],
    ['I drew a picture, it was not so fine', 'It was {x}, and every line was mine'],
    ['The teacher said to think of something true', 'I thought about {x}, and then of you'],
    ['If I could keep a single thing for good', 'It would be {x}, as anybody would'],
  ],
  chorus: [
    'Oh {x}, you are the song I know',
    'I sing it high, I sing it low',
    'Whatever else may come and go',
    'Oh {x}, I love you so',
  ],
  bridge: ['And when they ask me what it was about', '{x}, {x}, is what I will sing out'],
};
