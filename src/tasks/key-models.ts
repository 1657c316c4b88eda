import type { Catalog } from '../catalog/catalog.ts';
import { shownValue } from '../catalog/input-errors.ts';
import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { LLM, modelsOfFilter } from './family-keys.ts';

/** The models (catalogue's spelling) that a name means: a model, an alias, a family or a family key, in any case. */
export function modelsOfName(catalog: Catalog, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const byAlias = catalog.served
    .filter(({ modelAliases = [] }) => modelAliases.some((alias) => alias.toLowerCase() === wanted))
    .map(({ model }) => model);
  const byName = wanted === '' ? [] : (modelsOfFilter(name, catalog.served) ?? []);
  return [...new Set([...byName, ...byAlias])];
}

/**
 * Whether a key that is good for `allowed` may call the LLM `model`: by the family key `llm`, by its name, or by a
 * pattern with `*` at the end.
 */
export function isLlmAllowed(model: string, allowed: readonly string[] | null): boolean {
  const name = model.toLowerCase();
  const fits = (entry: string) =>
    entry === LLM || entry === name || (entry.endsWith('*') && name.startsWith(entry.slice(0, -1)));
  return allowed === null || allowed.some((entry) => fits(entry.toLowerCase()));
}

/** @throws AppError `forbidden`. */
export function checkLlmAllowed(model: string, allowed: readonly string[] | null): void {
  if (isLlmAllowed(model, allowed)) return;
  throw new AppError('forbidden', { message: `forbidden: the key may not use the model ${shownValue(model)}` });
}

/** The models that a key is good for; null: all. */
export async function readKeyModels(db: Queryable, keyId: number): Promise<string[] | null> {
  const { rows } = await db.query<{ models: string[] | null }>('SELECT models FROM api_keys WHERE id = $1', [keyId]);
  return rows[0]?.models ?? null;
}

/**
 * Check 6 of the protocol page, section 4.2: whether a key that is good for `allowed` may use the model, whatever name
 * it is called by. A model that nobody knows is not allowed either. @throws AppError `forbidden`.
 */
export function checkModelAllowed(catalog: Catalog, model: string, allowed: readonly string[] | null): void {
  if (isModelAllowed(catalog, model, allowed)) return;
  throw new AppError('forbidden', { message: `forbidden: the key may not use the model ${shownValue(model)}` });
}

export function isModelAllowed(catalog: Catalog, model: string, allowed: readonly string[] | null): boolean {
  if (allowed === null) return true;
  const isAllowed = (name: string) => allowed.some((entry) => modelsOfName(catalog, entry).includes(name));
  const wanted = catalog.served
    .filter((type) => [type.model, ...(type.modelAliases ?? [])].some((n) => n.toLowerCase() === model.toLowerCase()))
    .map((type) => type.model);
  return wanted.length > 0 && wanted.every(isAllowed);
}
