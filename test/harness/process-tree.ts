import { readdirSync, readFileSync } from 'node:fs';

/** One process, told from a later one with the same number by when it began. */
export interface ProcessMark {
  pid: number;
  startedAt: string;
}

/** Everything below a process, from /proc; empty on systems that have none. */
export function descendants(pid: number): ProcessMark[] {
  const children = new Map<number, ProcessMark[]>();
  for (const name of pids()) {
    const stat = readStat(name);
    if (!stat) continue;
    const siblings = children.get(stat.parent) ?? [];
    siblings.push({ pid: name, startedAt: stat.startedAt });
    children.set(stat.parent, siblings);
  }
  const below = (parent: number): ProcessMark[] =>
    (children.get(parent) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

/** Still the same process, and not only a zombie that waits to be fetched. */
export function isAlive({ pid, startedAt }: ProcessMark): boolean {
  const stat = readStat(pid);
  return stat !== undefined && stat.startedAt === startedAt && stat.state !== 'Z';
}

function pids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Fields of proc(5): state is the 3rd, the parent the 4th, the start the 22nd; the 2nd may hold blanks and brackets. */
function readStat(pid: number): { state: string; parent: number; startedAt: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: rest[0] ?? '', parent: Number(rest[1]), startedAt: rest[19] ?? '' };
  } catch {
    return undefined;
  }
}
