import type { TaskType } from '../task-type.ts';
import { openaiChatImage, openaiImages } from './image.ts';
import { openaiSpeech } from './speech.ts';

/** Pairs that the family pages do not have: what the OpenAI-shaped endpoints make tasks of. */
export const openaiTaskTypes: readonly TaskType[] = [openaiSpeech, ...openaiImages, openaiChatImage];
