/** Every sound the engine can make. */
import type { Voice } from '../voice.ts';
import { animals } from './animals.ts';
import { clocksAndBells } from './clocks-bells.ts';
import { doors } from './doors.ts';
import { effects } from './effects.ts';
import { electronics } from './electronics.ts';
import { fires } from './fire.ts';
import { footsteps } from './footsteps.ts';
import { impacts } from './impacts.ts';
import { machines } from './machines.ts';
import { music } from './music.ts';
import { objects } from './objects.ts';
import { people } from './people.ts';
import { vehicles } from './vehicles.ts';
import { water } from './water.ts';
import { weather } from './weather.ts';

export const voices: readonly Voice[] = [
  ...weather,
  ...water,
  ...fires,
  ...animals,
  ...footsteps,
  ...impacts,
  ...doors,
  ...machines,
  ...vehicles,
  ...electronics,
  ...clocksAndBells,
  ...people,
  ...objects,
  ...effects,
  ...music,
];
