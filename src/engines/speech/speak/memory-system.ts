import type { WasmFunctions, WasmMemory } from './web-assembly.ts';

/**
 * The smallest system that flite can live in: WASI preview 1 (https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md)
 * with arguments, one writable file in memory and a clock that stands still. The program can reach neither files nor
 * network nor time of this machine, so the same text always gives the same samples. Node's own `node:wasi` is marked
 * experimental, warns on every start and would need real files.
 */
export interface MemorySystem {
  imports: WasmFunctions;
  /** Must be called with the instance's memory before it starts. */
  attach(memory: WasmMemory): void;
  /** What was written to the file. */
  output(): Uint8Array;
  /** The end of what was written to standard error and output. */
  messages(): string;
}

/** Thrown by `proc_exit`, since the program must not go on. */
export class ProgramExit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

const OK = 0;
const BAD_FD = 8;
const TOO_LARGE = 27;
const NO_ENTRY = 44;

const ROOT_FD = 3;
const FILE_FD = 4;
const CREATE = 1;
const MAX_MESSAGE_CHARS = 4_000;

const CHARACTER_DEVICE = 2;
const DIRECTORY = 3;
const REGULAR_FILE = 4;

export function createMemorySystem(args: readonly string[], maxOutputBytes: number): MemorySystem {
  const encodedArgs = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  let memory: WasmMemory | undefined;
  let file = new Uint8Array(65_536);
  let length = 0;
  let position = 0;
  let said = '';

  // A fresh view each time: growing the memory detaches the old buffer.
  const bytes = () => new Uint8Array(memory?.buffer ?? new ArrayBuffer(0));
  const view = () => new DataView(memory?.buffer ?? new ArrayBuffer(0));

  function write(data: Uint8Array): boolean {
    const end = position + data.length;
    if (end > maxOutputBytes) return false;
    if (end > file.length) {
      const larger = new Uint8Array(Math.min(maxOutputBytes, Math.max(end, 2 * file.length)));
      larger.set(file.subarray(0, length));
      file = larger;
    }
    file.set(data, position);
    position = end;
    length = Math.max(length, end);
    return true;
  }

  const imports: WasmFunctions = {
    args_sizes_get(countAt: number, sizeAt: number) {
      view().setUint32(countAt, encodedArgs.length, true);
      view().setUint32(
        sizeAt,
        encodedArgs.reduce((sum, arg) => sum + arg.length, 0),
        true,
      );
      return OK;
    },
    args_get(pointersAt: number, textAt: number) {
      let at = textAt;
      for (const [i, arg] of encodedArgs.entries()) {
        view().setUint32(pointersAt + 4 * i, at, true);
        bytes().set(arg, at);
        at += arg.length;
      }
      return OK;
    },
    clock_time_get(_id: number, _precision: bigint, timeAt: number) {
      view().setBigUint64(timeAt, 0n, true);
      return OK;
    },
    fd_prestat_get(fd: number, at: number) {
      if (fd !== ROOT_FD) return BAD_FD;
      view().setUint32(at, 0, true);
      view().setUint32(at + 4, 1, true);
      return OK;
    },
    fd_prestat_dir_name(fd: number, at: number) {
      if (fd !== ROOT_FD) return BAD_FD;
      bytes()[at] = '/'.charCodeAt(0);
      return OK;
    },
    fd_fdstat_get(fd: number, at: number) {
      if (fd > FILE_FD) return BAD_FD;
      const type = fd === ROOT_FD ? DIRECTORY : fd === FILE_FD ? REGULAR_FILE : CHARACTER_DEVICE;
      bytes().fill(0, at, at + 24);
      view().setUint8(at, type);
      view().setBigUint64(at + 8, 0xffff_ffff_ffff_ffffn, true);
      view().setBigUint64(at + 16, 0xffff_ffff_ffff_ffffn, true);
      return OK;
    },
    fd_fdstat_set_flags: () => OK,
    /** Only writing is offered: any file that is opened is the one output file, emptied. */
    path_open(
      _root: number,
      _lookup: number,
      _path: number,
      _pathLength: number,
      flags: number,
      _rights: bigint,
      _inheriting: bigint,
      _fdFlags: number,
      fdAt: number,
    ) {
      if ((flags & CREATE) === 0) return NO_ENTRY;
      length = 0;
      position = 0;
      view().setUint32(fdAt, FILE_FD, true);
      return OK;
    },
    fd_write(fd: number, vectorsAt: number, vectorCount: number, writtenAt: number) {
      let written = 0;
      for (let i = 0; i < vectorCount; i++) {
        const start = view().getUint32(vectorsAt + 8 * i, true);
        const data = bytes().subarray(start, start + view().getUint32(vectorsAt + 8 * i + 4, true));
        if (fd === FILE_FD) {
          if (!write(data)) return TOO_LARGE;
        } else said = (said + new TextDecoder().decode(data)).slice(-MAX_MESSAGE_CHARS);
        written += data.length;
      }
      view().setUint32(writtenAt, written, true);
      return OK;
    },
    fd_read(_fd: number, _vectors: number, _count: number, readAt: number) {
      view().setUint32(readAt, 0, true);
      return OK;
    },
    fd_seek(fd: number, offset: bigint, whence: number, positionAt: number) {
      if (fd !== FILE_FD) return BAD_FD;
      const from = whence === 0 ? 0 : whence === 1 ? position : length;
      position = Math.max(0, from + Number(offset));
      view().setBigUint64(positionAt, BigInt(position), true);
      return OK;
    },
    fd_close: () => OK,
    proc_exit(code: number) {
      throw new ProgramExit(code);
    },
  };

  return {
    imports,
    attach: (given) => {
      memory = given;
    },
    output: () => file.slice(0, length),
    messages: () => said,
  };
}
