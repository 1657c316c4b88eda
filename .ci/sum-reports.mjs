// Adds up the vitest reports of a folder and prints "N passed, N failed". A check in `failed-checks` without failed
// tests of its own (lint, a crashed runner) counts as one failure, so that the line never looks better than the run.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
let passed = 0;
let failed = 0;
const withFailedTests = new Set();
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  if (report.numFailedTests > 0) withFailedTests.add(file.replace(/\.json$/, ''));
}
const listed = join(folder, 'failed-checks');
const checks = existsSync(listed) ? readFileSync(listed, 'utf8').trim().split('\n') : [];
failed += checks.filter((name) => !withFailedTests.has(name)).length;
console.log(`${passed} passed, ${failed} failed`);
