/** Every sound the engine can make. */
import type { Voice } from '../voice.ts';
import { footsteps } from './footsteps.ts';
import { impacts } from './impacts.ts';
import { water } from './water.ts';
import { weather } from './weather.ts';

export const voices: readonly Voice[] = [...weather, ...water, ...footsteps, ...impacts];
