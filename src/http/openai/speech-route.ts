import type { FastifyInstance } from 'fastify';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { openaiSpeech } from '../../catalog/openai/speech.ts';
import { AppError } from '../../errors.ts';
import type { HttpParts } from '../http-parts.ts';
import { bodyObject } from '../json-body.ts';
import { openAiRefusal } from '../llm-refusal.ts';
import { completedTask, createDoorTask, doorModel } from './door-task.ts';
import { openaiOperations } from './openai-operations.ts';

const models = [openaiSpeech.model, ...(openaiSpeech.modelAliases ?? [])];

/** By `response_format`: the store knows files by their bytes, and raw PCM has no mark. */
const contentTypes: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg; codecs=opus',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};

/** `POST /v1/audio/speech` (protocol page, section 14.5). */
export function speechRoute(app: FastifyInstance, parts: HttpParts): void {
  const route = { schema: openaiOperations.speech, config: { refusal: openAiRefusal } };
  app.post('/v1/audio/speech', route, async (request, reply) => {
    const body = bodyObject(request.body);
    const model = doorModel(body.model, models);
    if (body.stream_format !== undefined && body.stream_format !== null && body.stream_format !== 'audio') {
      throw invalidFieldError('stream_format', body.stream_format, 'is not one of audio');
    }
    const door = { model, taskType: openaiSpeech.taskType, input: body };
    const created = await createDoorTask(parts, request, reply, { door, body });
    const task = await completedTask(parts, reply, created);
    const url = task.works.find(({ role }) => role === 'audio')?.url ?? '';
    const name = parts.fileUrls.nameOf(url);
    const opened = name === null ? null : await parts.store.openRead(name);
    if (!opened) throw new AppError('result_unavailable', { message: 'failed to store the result: it has expired' });
    parts.metrics.mediaBytes.add({ direction: 'served' }, opened.sizeBytes);
    return reply
      .header('content-type', contentTypes[String(task.input.response_format)] ?? opened.contentType)
      .header('content-length', String(opened.sizeBytes))
      .send(opened.stream);
  });
}
