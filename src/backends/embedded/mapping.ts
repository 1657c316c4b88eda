import type { EngineMapping } from './engine-mapping.ts';
import { cutoutMappings } from './mappings/cutout.ts';
import { describeMappings } from './mappings/describe.ts';
import { faceSwapMappings } from './mappings/face-swap.ts';
import { foleyMappings } from './mappings/foley.ts';
import { imageopsMappings } from './mappings/imageops.ts';
import { motionMappings } from './mappings/motion.ts';
import { reliefMappings } from './mappings/relief.ts';
import { songMappings } from './mappings/song.ts';
import { speechMappings } from './mappings/speech.ts';
import { upscaleMappings } from './mappings/upscale.ts';

/** By `model/task_type`. */
export const engineMappings: Readonly<Record<string, EngineMapping>> = {
  ...describeMappings,
  ...faceSwapMappings,
  ...cutoutMappings,
  ...foleyMappings,
  ...reliefMappings,
  ...imageopsMappings,
  ...motionMappings,
  ...songMappings,
  ...speechMappings,
  ...upscaleMappings,
};
