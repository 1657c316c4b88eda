/** The same request in three languages: create, wait up to a minute, print the output. All of them run in tests. */
export interface ExampleTask {
  model: string;
  task_type: string;
  input: Record<string, unknown>;
}

export function examplesOf(task: ExampleTask): string {
  return `${fenced('bash run', curl(task))}

<details><summary>TypeScript and Python</summary>

${fenced('ts run', typescript(task))}

${fenced('python run', python(task))}

</details>`;
}

const fenced = (info: string, code: string): string => `\`\`\`${info}\n${code}\n\`\`\``;

function curl(task: ExampleTask): string {
  const body = JSON.stringify(task, null, 2).replaceAll("'", "'\\''");
  return `curl -s "$BASE/api/v1/task" -H "X-API-Key: $KEY" -H 'Content-Type: application/json' -H 'Prefer: wait=60' -d '${body}'`;
}

function typescript(task: ExampleTask): string {
  return `const reply = await fetch(\`\${process.env.BASE}/api/v1/task\`, {
  method: 'POST',
  headers: { 'X-API-Key': process.env.KEY ?? '', 'Content-Type': 'application/json', Prefer: 'wait=60' },
  body: JSON.stringify(${JSON.stringify(task, null, 2).replaceAll('\n', '\n  ')}),
});
const { data, message } = (await reply.json()) as { data: { status: string; output: unknown }; message: string };
if (!reply.ok) throw new Error(message);
console.log(data.status, JSON.stringify(data.output));`;
}

function python(task: ExampleTask): string {
  return `import json, os, urllib.request

request = urllib.request.Request(
    os.environ["BASE"] + "/api/v1/task",
    data=json.dumps(${pythonValue(task, 1)}).encode(),
    headers={"X-API-Key": os.environ["KEY"], "Content-Type": "application/json", "Prefer": "wait=60"},
)
with urllib.request.urlopen(request) as reply:
    task = json.load(reply)["data"]
print(task["status"], json.dumps(task["output"]))`;
}

/** A literal of Python; JSON but for true, false and null. */
function pythonValue(value: unknown, depth: number): string {
  const indent = '    '.repeat(depth);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map((item) => pythonValue(item, depth)).join(', ')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).map(
      ([name, member]) => `${indent}    ${JSON.stringify(name)}: ${pythonValue(member, depth + 1)},\n`,
    );
    return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`;
  }
  return JSON.stringify(value);
}
