/** `task`: create, read, cancel; `account`: balance and keys of the own account; `admin`: everything of everybody. */
export const scopes = ['task', 'account', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Whether who holds `held` may do everything that `wanted` allows. */
export function covers(held: readonly Scope[], wanted: readonly Scope[]): boolean {
  return held.includes('admin') || wanted.every((scope) => held.includes(scope));
}
