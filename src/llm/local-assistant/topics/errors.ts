import { type ErrorEntry, errorCatalogue } from '../../../errors-catalogue.ts';
import { stemsOf } from '../language/words.ts';
import { createRanking } from '../library/bm25.ts';
import type { Topic } from '../topic.ts';

type Named = [name: string, entry: ErrorEntry];

const entries = Object.entries<ErrorEntry>(errorCatalogue) as Named[];
const ranking = createRanking(entries, ([name, { message, help }]) => stemsOf(`${name} ${message} ${message} ${help}`));

const ABOUT_ERRORS =
  /\b(errors?|err|fail(s|ed|ure|ing)?|refus\w+|rejected|status|code|http|why|wrong|problem|getting|got|returns?|says|gives?|answers?|mean)\b/i;
const STATUS = /\b(4\d\d|50[0-4])\b/;
const TASK_CODE = /\b(100\d\d)\b/;

/** Explains an error by its number or its words. */
export const errors: Topic = ({ text, stems }, { library }) => {
  const quoted = entries.filter(([name, { message }]) => {
    const said = text.toLowerCase();
    return said.includes(message.toLowerCase()) || (name.includes('_') && said.includes(name));
  });
  if (quoted.length > 0) return tell(quoted);
  const code = Number(TASK_CODE.exec(text)?.[1]);
  const coded = entries.filter(([, { taskErrorCode }]) => taskErrorCode === code);
  if (coded.length > 0) return `\`error.code\` ${code} of a task:\n\n${tell(coded)}`;
  if (!ABOUT_ERRORS.test(text)) return null;
  const status = Number(STATUS.exec(text)?.[1]);
  // Most of 400 are failures of tasks, which have no HTTP status of their own.
  const all = entries.filter(
    ([, entry]) => entry.httpStatus === status && (status !== 400 || entry.taskErrorCode === 0),
  );
  if (all.length > 0) {
    const [best] = ranking.find(stems, { limit: 1, fits: (one) => all.includes(one) });
    const chosen = best && best.coverage > 0.5 ? [best.item] : all;
    return `HTTP ${status} ${chosen.length > 1 ? 'is one of these; the message says which' : 'means'}:\n\n${tell(chosen)}${hint(library, stems)}`;
  }
  if (!/\b(errors?|fail(s|ed|ure|ing)?|refus\w+|rejected)\b/i.test(text)) return null;
  const [found] = ranking.find(
    stems.filter((stem) => !['error', 'fail', 'refus', 'task', 'get'].includes(stem)),
    { limit: 1 },
  );
  return found && found.coverage > 0.6 && found.score > 3 ? tell([found.item]) : null;
};

/** What the page on troubles says besides. */
function hint(library: Parameters<Topic>[1]['library'], stems: readonly string[]): string {
  const [found] = library.ranking.find(stems, { limit: 1, fits: ({ page }) => page.endsWith('troubleshooting.md') });
  return found && found.coverage > 0.5 ? `\n\nFrom ${found.item.page}:\n\n${found.item.text}` : '';
}

function tell(found: readonly Named[]): string {
  return found
    .map(([, { httpStatus, message, help, taskErrorCode, retryable }]) => {
      const where = taskErrorCode === 0 ? `HTTP ${httpStatus}` : `\`error.code\` ${taskErrorCode}`;
      return `- **${message}** (${where}). ${help} ${retryable ? 'Repeating the request can succeed.' : 'Repeating the same request does not help.'}`;
    })
    .join('\n');
}
