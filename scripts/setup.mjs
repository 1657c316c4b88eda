// Makes a checkout ready: `node scripts/setup.mjs demo|start|test`. Plain Node, no dependencies, since it runs before
// `npm ci`. It is idempotent, and quick and quiet when nothing is missing.
import { nodeVersionProblem } from './lib/node-version.mjs';

const purposes = ['demo', 'start', 'test'];
const purpose = process.argv[2] || 'start';

const problem = nodeVersionProblem(process.versions.node);
if (problem !== null) stop(problem);
if (!purposes.includes(purpose)) stop(`usage: node scripts/setup.mjs ${purposes.join('|')}`);

// Imported only now: an old Node could fail on newer syntax before it has said what is wrong.
const { setUp } = await import('./lib/set-up.mjs');
try {
  await setUp({ purpose, env: process.env });
} catch (error) {
  stop(error instanceof Error ? error.message : String(error));
}

function stop(message) {
  console.error(`polymuse set-up: ${message}`);
  process.exit(1);
}
