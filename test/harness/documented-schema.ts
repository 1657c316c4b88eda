import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { root } from './program.ts';

const file = path.join(root, 'spec/documented-get-task.schema.json');

/** The strict schema of the documented Get Task reply, as data. */
export const documentedSchema = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(documentedSchema);

/** What is wrong with a reply, one line each; empty when it is exactly the documented shape. */
export function documentedProblems(reply: unknown): string[] {
  if (validate(reply)) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}
