import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { AppError } from '../../errors.ts';
import { deleteVideo } from '../../tasks/delete-video.ts';
import { readTask, type TaskRow } from '../../tasks/task-row.ts';
import { callerOf } from '../auth.ts';
import type { HttpParts } from '../http-parts.ts';
import { openAiRefusal } from '../llm-refusal.ts';
import { sendStoredFile } from '../send-stored-file.ts';
import { readDoorBody } from './door-form.ts';
import { createDoorTask } from './door-task.ts';
import { openaiOperations } from './openai-operations.ts';
import { taskIdOfVideo, videoIdOf, videoObject } from './video-object.ts';
import { videoRequest } from './video-request.ts';

type VideoParams = { Params: { video_id: string } };

/** `POST /v1/videos`, `GET` and `DELETE /v1/videos/{id}`, `GET …/content`: tasks of `sora2` in OpenAI's words. */
export function videoRoutes(app: FastifyInstance, parts: HttpParts): void {
  const config = { refusal: openAiRefusal };
  const view = (row: TaskRow) => videoObject(row, parts.settings.storage);

  app.post(
    '/v1/videos',
    { schema: openaiOperations.createVideo, config: { ...config, takesForms: true } },
    async (request, reply) => {
      const body = await readDoorBody(parts, request);
      return view(await createDoorTask(parts, request, reply, { door: videoRequest(body), body }));
    },
  );

  app.get<VideoParams>(
    '/v1/videos/:video_id',
    { schema: openaiOperations.getVideo, config },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return view(await readVideo(parts, request));
    },
  );

  app.delete<VideoParams>('/v1/videos/:video_id', { schema: openaiOperations.deleteVideo, config }, async (request) => {
    const row = await readVideo(parts, request);
    await deleteVideo(parts, row);
    return { id: videoIdOf(row), object: 'video.deleted', deleted: true };
  });

  app.get<VideoParams>(
    '/v1/videos/:video_id/content',
    { schema: openaiOperations.videoContent, config },
    (request, reply) => sendContent(parts, request, reply),
  );
}

/** A video of this account that was made here and not deleted. Somebody else's is answered like an unknown one. */
async function readVideo(parts: HttpParts, request: FastifyRequest<VideoParams>): Promise<TaskRow> {
  const id = taskIdOfVideo(request.params.video_id);
  const row = id === null ? undefined : await readTask(parts.database, id, callerOf(request).accountId);
  const isVideo = row?.legacy?.api === 'openai-videos' && row.legacy.deleted !== true;
  if (row && isVideo) return row;
  throw new AppError('task_not_found', { message: 'task not found: no such video', detail: { field: 'video_id' } });
}

async function sendContent(
  parts: HttpParts,
  request: FastifyRequest<VideoParams>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const variant = (request.query as Record<string, unknown>).variant ?? 'video';
  if (variant !== 'video') throw invalidFieldError('variant', variant, 'is not one of video');
  const row = await readVideo(parts, request);
  if (row.status !== 'completed') {
    throw new AppError('invalid_request', { message: `invalid request: the video is not ready: ${row.status}` });
  }
  const url = row.works.find(({ role }) => role === 'video')?.url ?? '';
  return sendStoredFile(parts, request, reply, parts.fileUrls.nameOf(url) ?? '');
}
