import { offerOf } from '../../backends/router.ts';
import { openaiImages } from '../../catalog/openai/image.ts';
import { openaiSpeech } from '../../catalog/openai/speech.ts';
import type { ModelCard } from '../../llm/chat-model.ts';
import { isModelAllowed } from '../../tasks/key-models.ts';
import type { HttpParts } from '../http-parts.ts';
import { chatMediaModels } from './chat-media-request.ts';

type Pair = readonly [model: string, taskType: string];

/** 2025-10-06, when the youngest of these names appeared. */
const CREATED = 1_759_708_800;

/** Names of the OpenAI-shaped endpoints → the pair that answers. */
const pairs: ReadonlyMap<string, Pair> = new Map<string, Pair>([
  ...[openaiSpeech.model, ...(openaiSpeech.modelAliases ?? [])].map((id): [string, Pair] => [
    id,
    [openaiSpeech.model, openaiSpeech.taskType],
  ]),
  ...openaiImages.map(({ model, taskType }): [string, Pair] => [model, [model, taskType]]),
  ['sora-2', ['sora2', 'sora2-video']],
  ['sora-2-pro', ['sora2', 'sora2-pro-video']],
  ...Object.entries(chatMediaModels).map(([id, { pair }]): [string, Pair] => [id, pair]),
]);

export const isMediaModel = (id: string): boolean => pairs.has(id);

/** Those that are served now to a key, for `GET /v1/models`. `allowed`: the models of the key; null: all. */
export function mediaModelCards(
  { catalog, router }: HttpParts,
  { isTest, allowed }: { isTest: boolean; allowed: readonly string[] | null },
): ModelCard[] {
  return [...pairs].flatMap(([id, [model, taskType]]) => {
    const pair = catalog.get(model, taskType);
    const isServed = pair !== undefined && offerOf(router, pair, { isTest }).available;
    if (!isServed || !isModelAllowed(catalog, model, allowed)) return [];
    return [{ id, object: 'model', created: CREATED, owned_by: 'polymuse' }];
  });
}
