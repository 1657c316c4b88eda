import type { ResultFile, TaskResult } from './task-type.ts';

/** Pieces that the shapes of several families are made of. A missing file gives "", which no output schema accepts. */

export const filesOf = ({ files }: TaskResult, role: string): ResultFile[] =>
  files.filter((file) => file.role === role);

export const fileOf = (result: TaskResult, role: string): ResultFile | undefined => filesOf(result, role)[0];

export const urlOf = (result: TaskResult, role: string): string => fileOf(result, role)?.url ?? '';

export const urlsOf = (result: TaskResult, role: string): string[] => filesOf(result, role).map((file) => file.url);
