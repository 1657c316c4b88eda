import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../http-parts.ts';
import { faceSwapV1 } from './face-swap-v1.ts';
import { imageToolkitV2 } from './image-toolkit-v2.ts';
import { klingV1 } from './kling-v1.ts';
import { lumaV1 } from './luma-v1.ts';
import { midjourneyV2 } from './midjourney-v2.ts';
import { sunoV1 } from './suno-v1.ts';

/** The endpoints of earlier generations (protocol page, section 15): translations onto the same tasks. */
export function legacyRoutes(app: FastifyInstance, parts: HttpParts): void {
  for (const routes of [midjourneyV2, faceSwapV1, lumaV1, klingV1, imageToolkitV2, sunoV1]) routes(app, parts);
}
