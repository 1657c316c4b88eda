import { type ErrorEntry, errorCatalogue } from '../../src/errors-catalogue.ts';

/** docs/reference/errors.md. */
export function errorsPage(): string {
  const entries = Object.entries<ErrorEntry>(errorCatalogue);
  const ofRequests = entries.filter(([, { taskErrorCode }]) => taskErrorCode === 0);
  const ofTasks = entries.filter(([, { taskErrorCode }]) => taskErrorCode !== 0);
  return `# Errors

<!-- Generated from src/errors-catalogue.ts by scripts/docs: change it there. -->

A refused request is answered with its HTTP status and this envelope, in which \`code\` repeats the status and \`message\`
starts with the text of the table; what follows a colon names the member or value at fault.

\`\`\`json
{ "code": 402, "data": null, "message": "failed to freeze point: insufficient balance" }
\`\`\`

A task that was accepted and failed later keeps \`error.code\`, \`error.raw_message\` and \`error.detail\` in its own record
(the table of task errors); its hold is released, so it costs nothing. "Again" says whether repeating the same request
can succeed.

## Refused requests

| HTTP | message | name | again | what to do |
|---|---|---|---|---|
${ofRequests.map(([name, entry]) => `| ${entry.httpStatus} | \`${entry.message}\` | \`${name}\` | ${again(entry)} | ${entry.help} |`).join('\n')}

## Task errors

The HTTP status applies when the same fault is found while the request still waits.

| error.code | message | name | HTTP | again | what to do |
|---|---|---|---|---|---|
${ofTasks.map(([name, entry]) => `| ${entry.taskErrorCode} | \`${entry.message}\` | \`${name}\` | ${entry.httpStatus} | ${again(entry)} | ${entry.help} |`).join('\n')}
`;
}

const again = ({ retryable }: ErrorEntry): string => (retryable ? 'yes' : 'no');
