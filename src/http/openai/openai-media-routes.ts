import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../http-parts.ts';
import { imageRoutes } from './image-routes.ts';
import { speechRoute } from './speech-route.ts';
import { videoRoutes } from './video-routes.ts';

/** Speech, pictures and videos in the words of OpenAI's API; each is a task. */
export function openaiMediaRoutes(app: FastifyInstance, parts: HttpParts): void {
  speechRoute(app, parts);
  imageRoutes(app, parts);
  videoRoutes(app, parts);
}
