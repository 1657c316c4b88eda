import { type FamilyPage, type FieldPage, familyNames, type Input, readFamilyPage } from './family-page.ts';
import { isMedia, sampleValue } from './sample-value.ts';

/** One endpoint of the section `legacy` of a family file. */
export interface LegacyPage {
  method: 'POST' | 'GET';
  path: string;
  aliases?: string[];
  maps_to: { model: string; task_type?: string };
  body?: Record<string, FieldPage>;
  answer: Answer;
  notes?: string[];
}

export type Answer = Record<string, unknown>;

export interface LegacyEndpoint extends LegacyPage {
  name: string;
  family: FamilyPage;
}

export const endpoints: readonly LegacyEndpoint[] = familyNames.flatMap((name) => {
  const family = readFamilyPage(name) as FamilyPage & { legacy?: LegacyPage[] };
  return (family.legacy ?? []).map((page) => ({ ...page, name: `${page.method} ${page.path}`, family }));
});

/** Reading ones take an id in the path, or nothing but a task_id. */
export const isRead = ({ path, body = {} }: LegacyPage): boolean =>
  path.includes('{task_id}') || Object.keys(body).join() === 'task_id';

/** A field with what the task API's page adds to it under the same name, for example the form of a text. */
export function factsOf({ family, maps_to }: LegacyEndpoint, name: string, field: FieldPage): FieldPage {
  const task = family.tasks.find(({ task_type }) => task_type === maps_to.task_type);
  const { required: _, ...unified } = task?.input[name] ?? ({ type: field.type } as FieldPage);
  return { ...unified, ...field };
}

/** A valid value from the pages alone. A text that is a number of some range says so in its note. */
export function valueFor(endpoint: LegacyEndpoint, name: string, field: FieldPage): unknown {
  const facts = factsOf(endpoint, name, field);
  if (facts.type === 'url') return 'https://example.com/hook';
  if (facts.type === 'object') {
    const inner = Object.entries(facts.fields ?? {}).map(([key, one]) => [key, valueFor(endpoint, key, one)]);
    return Object.fromEntries(inner);
  }
  const example = exampleOf(endpoint, name);
  if (facts.note?.startsWith('"W:H"')) return '21:9';
  if (example !== undefined && !facts.enum && !isMedia(facts)) return example;
  return sampleValue(facts);
}

/** What the worked prices of the family's page send for this field. */
function exampleOf({ family, maps_to }: LegacyEndpoint, name: string): unknown {
  return family.tasks
    .filter(({ task_type }) => maps_to.task_type?.startsWith(task_type))
    .flatMap(({ price }) => price.examples)
    .map(({ input }) => input[name])
    .find((value) => value !== undefined);
}

/** The smallest valid body. */
export const smallestBody = (endpoint: LegacyEndpoint): Input =>
  Object.fromEntries(
    Object.entries(endpoint.body ?? {})
      .filter(([, field]) => field.required)
      .map(([name, field]) => [name, valueFor(endpoint, name, field)]),
  );
