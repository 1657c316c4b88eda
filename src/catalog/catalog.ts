import { AppError } from '../errors.ts';
import { aceStep } from './ace-step.ts';
import { aiHug } from './ai-hug.ts';
import { diffrhythm } from './diffrhythm.ts';
import { faceswap } from './faceswap.ts';
import { flux } from './flux.ts';
import { framepack } from './framepack.ts';
import { gemini } from './gemini.ts';
import { hailuo } from './hailuo.ts';
import { hunyuan } from './hunyuan.ts';
import { shownValue } from './input-errors.ts';
import { kling } from './kling.ts';
import { luma } from './luma.ts';
import { midjourney } from './midjourney.ts';
import { mmaudio } from './mmaudio.ts';
import { omnihuman } from './omnihuman.ts';
import { openaiTaskTypes } from './openai/index.ts';
import { qwenImage } from './qwen-image.ts';
import { seedance } from './seedance.ts';
import { seedream } from './seedream.ts';
import { skyreels } from './skyreels.ts';
import { sora } from './sora.ts';
import { suno } from './suno.ts';
import type { TaskType } from './task-type.ts';
import { tools } from './tools.ts';
import { trellis } from './trellis.ts';
import { tts } from './tts.ts';
import { udio } from './udio.ts';
import { veo } from './veo.ts';
import { wanx } from './wanx.ts';
import { zImage } from './z-image.ts';

/** Every family; adding one is one import and one entry here. */
const families: readonly (readonly TaskType[])[] = [
  aceStep,
  aiHug,
  diffrhythm,
  faceswap,
  flux,
  framepack,
  gemini,
  hailuo,
  hunyuan,
  kling,
  luma,
  midjourney,
  mmaudio,
  omnihuman,
  qwenImage,
  seedance,
  seedream,
  skyreels,
  sora,
  suno,
  tools,
  trellis,
  tts,
  udio,
  veo,
  wanx,
  zImage,
];

export interface Catalog {
  /** Those of the family pages. */
  all: readonly TaskType[];
  /** With those behind the OpenAI-shaped endpoints, which no family page has. */
  served: readonly TaskType[];
  /** Names are compared without regard to case. @throws AppError `invalid_model`, `invalid_task_type`. */
  find(model: string, taskType: string): TaskType;
  /** For rows written earlier, whose pair may have left the catalogue. */
  get(model: string, taskType: string): TaskType | undefined;
}

export function createCatalog(taskTypes: readonly TaskType[] = families.flat()): Catalog {
  const served = [...taskTypes, ...openaiTaskTypes];
  const byModel = new Map<string, Map<string, TaskType>>();
  for (const taskType of served) {
    for (const name of [taskType.model, ...(taskType.modelAliases ?? [])]) {
      const model = name.toLowerCase();
      const types = byModel.get(model) ?? new Map<string, TaskType>();
      types.set(taskType.taskType.toLowerCase(), taskType);
      byModel.set(model, types);
    }
  }
  const get = (model: string, taskType: string) => byModel.get(model.toLowerCase())?.get(taskType.toLowerCase());
  return {
    all: taskTypes,
    served,
    get,
    find(model, taskType) {
      const types = byModel.get(model.toLowerCase());
      if (!types) throw new AppError('invalid_model', { message: `invalid model: ${shownValue(model)}` });
      const found = types.get(taskType.toLowerCase());
      if (found) return found;
      const known = [...types.values()].map((type) => type.taskType).join(', ');
      throw new AppError('invalid_task_type', {
        message: `invalid task type: ${shownValue(taskType)} (${model} offers: ${known})`,
      });
    },
  };
}
