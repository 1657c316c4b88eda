import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProducedRole, TaskInput, TaskType } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import { kindOf } from '../../media/content-types.ts';
import { runFfmpeg } from '../../media/ffmpeg/run-ffmpeg.ts';
import { probeMedia } from '../../media/probe.ts';
import { sniffFile } from '../../media/sniff.ts';
import type { BackendContext, BackendResult } from '../backend.ts';
import type { PiapiClient } from './client.ts';
import { type MeasuredFile, unitsOfResult } from './measure.ts';
import { extrasOf, mayBeMissing, pathsOf, toldPaths } from './output-paths.ts';
import { textsAt, valuesAt } from './pick.ts';
import type { UpstreamTask } from './reply.ts';
import { resultDataOf } from './result-data.ts';

const TOOL_MS = 60_000;

export interface Collecting {
  client: PiapiClient;
  task: UpstreamTask;
  taskType: TaskType;
  input: TaskInput;
  /** Units that were measured at the start. */
  units: number | undefined;
  /** undefined: this machine has no ffmpeg, and what the upstream tells of its files has to do. */
  tools: { ffmpeg: string; ffprobe: string } | undefined;
  context: BackendContext;
  now: number;
}

type LocalFile = MeasuredFile & { source: { kind: 'path'; path: string } };

/** Brings the files of a finished task here, looks at each, and puts them in the form the family wants. @throws AppError */
export async function collectResult(work: Collecting): Promise<BackendResult> {
  const { taskType, input, task, now } = work;
  const known = new Map<string, string>();
  const files: LocalFile[] = [];
  const logs: string[] = [];
  const wanted = [...taskType.produces(input)];
  for (const role of wanted) {
    const found = await filesOfRole(work, role, known);
    const missing = (role.count ?? 1) - found.length;
    if (missing > 0 && role.isCover) found.push(...(await stills(work, role, files, found.length)));
    else if (found.length === 0 && !mayBeMissing.has(role.role)) throw missingFile(role.role);
    else if (missing > 0)
      logs.push(`the provider brought ${found.length} of ${role.count ?? 1} files (${role.role.replaceAll('_', ' ')})`);
    files.push(...found);
  }
  for (const role of extrasOf[taskType.family] ?? []) files.push(...(await extraFiles(work, role, wanted, known)));
  const fps = files.find((file) => file.fps)?.fps ?? 0;
  const units = work.units ?? unitsOfResult(taskType, input, { files, task });
  return {
    files: files.map(({ fps: _, ...file }) => file),
    data: resultDataOf(taskType, { task, fps, now }),
    logs,
    ...(units === undefined ? {} : { measuredUnits: units }),
  };
}

const missingFile = (role: string): AppError =>
  new AppError('result_unavailable', { detail: { reason: `the provider brought no ${role.replaceAll('_', ' ')}` } });

async function filesOfRole(work: Collecting, role: ProducedRole, known: Map<string, string>): Promise<LocalFile[]> {
  const texts = textsAt(work.task.output, pathsOf(work.taskType.family, role.role)).slice(0, role.count ?? 1);
  const files: LocalFile[] = [];
  for (const [index, text] of texts.entries()) {
    // A hole in front of a later file would shift them.
    if (text === '') break;
    files.push(await localFile(work, role, { text, index, known }));
  }
  return files;
}

/** All or none: they belong to the files of the first role by their place. */
async function extraFiles(
  work: Collecting,
  role: string,
  [main]: readonly ProducedRole[],
  known: Map<string, string>,
): Promise<LocalFile[]> {
  const count = main?.count ?? 1;
  const texts = textsAt(work.task.output, pathsOf(work.taskType.family, role)).filter((text) => text !== '');
  return main && texts.length >= count ? filesOfRole(work, { role, kind: 'video', count }, known) : [];
}

async function localFile(
  work: Collecting,
  role: ProducedRole,
  { text, index, known }: { text: string; index: number; known: Map<string, string> },
): Promise<LocalFile> {
  const { context, client } = work;
  let file = known.get(text);
  if (file === undefined) {
    file = path.join(context.workDir, `upstream-${known.size}`);
    if (/^https?:\/\//i.test(text)) await client.download(text, file, context.signal);
    else await writeFile(file, Buffer.from(text.replace(/^data:[^,]*,/, ''), 'base64'));
    known.set(text, file);
  }
  const contentType = await sniffFile(file);
  if (contentType === null || kindOf(contentType) !== role.kind)
    throw new AppError('result_unavailable', {
      detail: { reason: `the provider brought something that is no ${role.kind}` },
    });
  return {
    role: role.role,
    source: { kind: 'path', path: file },
    contentType,
    ...(await factsOf(work, role, file, index)),
  };
}

type Facts = Pick<MeasuredFile, 'width' | 'height' | 'durationMs' | 'fps'>;

async function factsOf(work: Collecting, role: ProducedRole, file: string, index: number): Promise<Facts> {
  if (role.kind === 'model') return {};
  if (!work.tools) return toldFacts(work, index);
  const limits = { ffprobe: work.tools.ffprobe, timeoutMs: TOOL_MS, signal: work.context.signal };
  try {
    const { width, height, durationMs, fps } = await probeMedia(file, { ...limits, as: role.kind });
    return { width, height, durationMs, fps };
  } catch (cause) {
    work.context.signal.throwIfAborted();
    // Some kinds of pictures are none of ffprobe's.
    if (role.kind === 'image') return toldFacts(work, index);
    throw new AppError('result_unavailable', {
      detail: { reason: `the ${role.kind} of the provider is damaged` },
      cause,
    });
  }
}

function toldFacts({ taskType, task }: Collecting, index: number): Facts {
  const paths = toldPaths[taskType.family] ?? {};
  const told = (at: string | undefined): number => {
    const value = at === undefined ? 0 : Number(valuesAt(task.output, at)[index] ?? 0);
    return Number.isFinite(value) && value > 0 ? value : 0;
  };
  return {
    width: told(paths.width),
    height: told(paths.height),
    durationMs: told(paths.ms) || told(paths.seconds) * 1000,
  };
}

/** Covers and last frames that the upstream did not bring are taken from the files themselves. */
async function stills(
  work: Collecting,
  role: ProducedRole,
  files: readonly LocalFile[],
  have: number,
): Promise<LocalFile[]> {
  const main = files.filter((file) => file.role === files[0]?.role);
  const made: LocalFile[] = [];
  for (const file of main.slice(have, role.count ?? 1)) {
    const still = await stillOf(work, role.role, file);
    if (!still) break;
    made.push(still);
  }
  return made;
}

async function stillOf({ tools, context }: Collecting, role: string, file: LocalFile): Promise<LocalFile | undefined> {
  const kind = kindOf(file.contentType ?? '');
  const target = `${file.source.path}-${role}.jpg`;
  const { width = 0, height = 0 } = file;
  if (kind === 'image') {
    await copyFile(file.source.path, target);
    return { ...file, role, source: { kind: 'path', path: target } };
  }
  if (kind !== 'video' || !tools) return undefined;
  const seek = role === 'last_frame' ? ['-sseof', '-0.5'] : [];
  const keep = role === 'last_frame' ? ['-update', '1'] : ['-frames:v', '1'];
  await runFfmpeg(
    tools.ffmpeg,
    [
      '-y',
      '-protocol_whitelist',
      'file',
      ...seek,
      '-i',
      `file:${file.source.path}`,
      ...keep,
      '-q:v',
      '3',
      '-f',
      'image2',
      `file:${target}`,
    ],
    { timeoutMs: TOOL_MS, maxOutputBytes: 65_536, signal: context.signal },
  );
  return { role, source: { kind: 'path', path: target }, contentType: 'image/jpeg', width, height, durationMs: 0 };
}
