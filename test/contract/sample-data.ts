import { z } from 'zod';

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  minItems?: number;
  minLength?: number;
}

/** Members that may be missing: all there, or none. */
export type Optional = 'given' | 'left out';

/** A value of a schema of `TaskType.resultData`: what a backend could bring. */
export function sampleData(schema: z.ZodType, optional: Optional): unknown {
  return sample(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema, optional);
}

const TEXTS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-15T09:30:00.123Z',
  uuid: '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f',
  uri: 'https://media.example.com/told.png',
};

function sample(schema: JsonSchema, optional: Optional): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return sample(schema.anyOf[0], optional);
  switch (schema.type) {
    case 'object': {
      const members = Object.entries(schema.properties ?? {}).filter(
        ([name]) => optional === 'given' || schema.required?.includes(name),
      );
      return Object.fromEntries(members.map(([name, member]) => [name, sample(member, optional)]));
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 2 }, () => sample(schema.items ?? {}, optional));
    case 'string':
      return TEXTS[schema.format ?? ''] ?? 'what the engine told'.padEnd(schema.minLength ?? 0, '.');
    case 'integer':
    case 'number':
      return Math.max(24, schema.minimum ?? 24);
    case 'boolean':
      return true;
    default:
      throw new Error(`no sample for ${JSON.stringify(schema)}`);
  }
}
