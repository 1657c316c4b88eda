import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { choice, flag, text } from '../../catalog/field.ts';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { midjourney } from '../../catalog/midjourney.ts';
import type { TaskInput } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import { midjourneyV2Reply } from '../../tasks/midjourney-v2-reply.ts';
import { readAnyTask, readTask, type TaskRow } from '../../tasks/task-row.ts';
import { viewOptions } from '../../tasks/view-options.ts';
import { callerOf } from '../auth.ts';
import type { HttpParts } from '../http-parts.ts';
import { bodyObject } from '../json-body.ts';
import { createLegacyTask, type Translation, webhookFields } from './create-legacy-task.ts';
import { fieldsOfPair, legacyFields } from './legacy-fields.ts';
import { createOperation, fetchOperation } from './midjourney-v2-openapi.ts';
import { taskIdOf } from './read-legacy-task.ts';

const OPERATIONS = [
  'imagine',
  'upscale',
  'variation',
  'reroll',
  'describe',
  'seed',
  'blend',
  'inpaint',
  'outpaint',
  'pan',
] as const;
type Operation = (typeof OPERATIONS)[number];

/** What every operation takes beside the fields of its family. */
const settings = {
  ...webhookFields,
  notify_progress: flag({ default: false, note: 'Also a call at every change of progress.' }),
  service_mode: choice(['public', 'private']),
};

/** `POST /mj/v2/<operation>` and `POST /mj/v2/fetch` (protocol page, section 15.1). */
export function midjourneyV2(app: FastifyInstance, parts: HttpParts): void {
  for (const operation of OPERATIONS) {
    const known = fieldsOf(operation);
    const schema = z.object(known);
    const options = { schema: createOperation(operation, known), config: { failure: failedAnswer } };
    app.post(`/mj/v2/${operation}`, options, async (request, reply) => {
      const body = flatBody(bodyObject(request.body));
      const fields = legacyFields(schema, body);
      checkPort(parts, fields.webhook_endpoint);
      const translation: Translation = {
        model: 'midjourney',
        taskType: operation,
        input: await inputOf(parts, request, operation, body),
        legacy: {
          api: 'midjourney-v2',
          sent: Object.keys(body).filter(
            (name) => Object.hasOwn(known, name) && name !== 'webhook_secret' && !isEmpty(body[name]),
          ),
          notifyProgress: fields.notify_progress === true,
        },
      };
      return createLegacyTask(parts, request, reply, { fields, translation, answer: createdAnswer });
    });
  }

  const isOpen = parts.settings.legacy.midjourneyFetchWithoutKey;
  app.post(
    '/mj/v2/fetch',
    { schema: fetchOperation(isOpen), config: { failure: failedAnswer, ...(isOpen ? { auth: 'none' } : {}) } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const id = taskIdOf(request);
      const row = isOpen
        ? await readAnyTask(parts.database, id)
        : await readTask(parts.database, id, callerOf(request).accountId);
      if (row?.model !== 'midjourney') throw new AppError('task_not_found');
      return midjourneyV2Reply(row, viewOptions(parts).outputOf?.(row) ?? row.output);
    },
  );
}

function fieldsOf(operation: Operation): Record<string, z.ZodType> {
  const fields = { ...fieldsOfPair(midjourney, operation), ...settings };
  // Here a variation may leave its prompt to the origin.
  return operation === 'variation' ? { ...fields, prompt: text({ note: "Absent: the origin's prompt." }) } : fields;
}

/** Flat, and the members of the envelope that was shown once. */
const createdAnswer = (row: TaskRow) => ({
  task_id: row.id,
  status: 'success',
  message: '',
  code: 200,
  data: { task_id: row.id },
});

const failedAnswer = (code: number, message: string) => ({ code, task_id: '', status: 'failed', message, data: null });

/** Fields that sit inside `input` count as if they stood outside; what stands outside and says something wins. */
function flatBody(body: Record<string, unknown>): Record<string, unknown> {
  const { input, ...outside } = body;
  const isNested = typeof input === 'object' && input !== null && !Array.isArray(input);
  const said = Object.entries(outside).filter(([, value]) => !isEmpty(value));
  const { gpt_description_prompt, ...flat } = { ...(isNested ? input : {}), ...Object.fromEntries(said) } as TaskInput;
  return isEmpty(flat.prompt) && !isEmpty(gpt_description_prompt) ? { ...flat, prompt: gpt_description_prompt } : flat;
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** As the original allows; an origin that the operator trusts may have any port. */
function checkPort({ settings: { outbound } }: HttpParts, endpoint: unknown): void {
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return;
  const { port, origin } = new URL(endpoint);
  const isFine = port === '' || port === '80' || port === '443' || outbound.trustedOrigins.includes(origin);
  if (!isFine) throw invalidFieldError('webhook_endpoint', endpoint, 'is not on port 80 or 443');
}

async function inputOf(
  parts: HttpParts,
  request: FastifyRequest,
  operation: Operation,
  body: Record<string, unknown>,
): Promise<TaskInput> {
  const id = body.origin_task_id;
  const isMissing = operation === 'variation' && isEmpty(body.prompt) && typeof id === 'string' && id !== '';
  if (!isMissing) return body;
  const prompt = await promptBefore(parts, callerOf(request).accountId, id);
  if (prompt === undefined) throw invalidFieldError('origin_task_id', id, 'is no task of this account');
  return { ...body, prompt };
}

/** More steps than a chain of operations on one picture has in practice. */
const LONGEST_CHAIN = 32;

/** The prompt of a task, or of the nearest one before it that has one: an upscale has none. undefined: no such task. */
async function promptBefore(parts: HttpParts, accountId: number, id: string): Promise<string | undefined> {
  let at: unknown = id;
  for (let step = 0; step < LONGEST_CHAIN; step++) {
    const row: TaskRow | undefined =
      typeof at === 'string' ? await readTask(parts.database, at.trim(), accountId) : undefined;
    if (!row) return step === 0 ? undefined : '';
    if (typeof row.input.prompt === 'string' && row.input.prompt !== '') return row.input.prompt;
    at = row.input.origin_task_id;
  }
  return '';
}
