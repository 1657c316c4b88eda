import { z } from 'zod';
import type { Backend, ProducedFile } from '../../src/backends/backend.ts';
import type { ProducedRole } from '../../src/catalog/task-type.ts';
import { MP3 } from './scripted-backend.ts';

/** The smallest files that are recognised as what they are; nothing decodes them. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\x02\0isomiso2mp41')]);
const GLB = Buffer.concat([Buffer.from('glTF'), Buffer.from([2, 0, 0, 0, 12, 0, 0, 0])]);
const files: Record<ProducedRole['kind'], { bytes: Buffer; contentType: string; durationMs: number }> = {
  image: { bytes: PNG, contentType: 'image/png', durationMs: 0 },
  video: { bytes: MP4, contentType: 'video/mp4', durationMs: 5_000 },
  audio: { bytes: MP3, contentType: 'audio/mpeg', durationMs: 5_000 },
  model: { bytes: GLB, contentType: 'model/gltf-binary', durationMs: 0 },
};

/** A backend that can do every task type of the catalogue at once, by what the catalogue says a result consists of. */
export function perfectBackend(): Backend {
  return {
    name: 'perfect',
    lane: 'remote',
    submitPolicy: 'idempotent',
    supports: () => ({ ok: true, engine: 'perfect/1', quality: 'as the catalogue says' }),
    async start({ taskType, input }) {
      const produced = taskType.produces(input).flatMap(({ role, kind, count = 1 }) =>
        Array.from({ length: count }, (): ProducedFile => {
          const { bytes, ...facts } = files[kind];
          return { role, source: { kind: 'bytes', bytes }, width: 640, height: 360, ...facts };
        }),
      );
      const data = taskType.resultData
        ? (sampleOf(z.toJSONSchema(taskType.resultData, { unrepresentable: 'any' })) as Record<string, unknown>)
        : {};
      return { kind: 'done', result: { files: produced, data, ...(taskType.price.units ? { measuredUnits: 5 } : {}) } };
    },
  };
}

const TEXTS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-15T09:30:00Z',
  uri: 'https://media.example.com/sample',
  uuid: '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f',
};

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A value that fits a JSON Schema, as far as results need it. */
function sampleOf(schema: JsonSchema): unknown {
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sampleOf(choice as JsonSchema);
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, member]) => [name, sampleOf(member as JsonSchema)]),
      );
    case 'array': {
      const count = Math.max(1, schema.minItems ?? 1);
      return Array.from({ length: count }, () => sampleOf((schema.items ?? {}) as JsonSchema));
    }
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return TEXTS[String(schema.format)] ?? 'a sample text';
  }
}
