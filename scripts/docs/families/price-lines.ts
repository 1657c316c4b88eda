import { type PriceRow, type PriceRule, priceText } from '../../../src/catalog/price.ts';

/** The price in words, and its table where it has one. */
export function priceLines(rule: PriceRule, charged: string): string {
  const text = `**Price**: ${priceText(rule)}. Charged ${charged}.`;
  if (!rule.table || rule.table.length === 0) return text;
  const rows = rule.table.map((row) => `| ${conditionOf(row)} | ${row.usd} | ${row.per ?? rule.per} |`);
  const rest = rule.usd === undefined ? [] : [`| otherwise | ${rule.usd} | ${rule.per} |`];
  return [text, '', '| when | US$ | per |', '|---|---|---|', ...rows, ...rest].join('\n');
}

function conditionOf(row: PriceRow): string {
  const conditions = Object.entries(row.when ?? {}).map(
    ([name, value]) =>
      `${name} ${Array.isArray(value) ? `one of ${value.join(', ')}` : `= ${value === '' ? '""' : value}`}`,
  );
  if (row.upTo !== undefined) conditions.push(`up to ${row.upTo}`);
  return conditions.length === 0 ? 'otherwise' : conditions.join(' and ');
}
