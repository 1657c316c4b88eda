import type { PriceRule } from './price.ts';

/** What the operator asks instead of the catalogue's price: the same rule times a factor, or another price per unit. */
export type PriceOverride = { multiplier: number } | { usd: number };

/** The rule in force. `usd` keeps the unit and its measure, and replaces every row of the table. */
export function withOverride(rule: PriceRule, override: PriceOverride | null): PriceRule {
  if (override === null) return rule;
  if ('usd' in override) {
    const { table: _replaced, ...rest } = rule;
    return { ...rest, usd: override.usd };
  }
  // Without the binary noise of the product, which people would read as a price.
  const times = (usd: number) => Number((usd * override.multiplier).toPrecision(12));
  return {
    ...rule,
    ...(rule.usd === undefined ? {} : { usd: times(rule.usd) }),
    ...(rule.table ? { table: rule.table.map((row) => ({ ...row, usd: times(row.usd) })) } : {}),
  };
}
