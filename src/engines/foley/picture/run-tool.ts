import { runTool as runMediaTool, ToolFailed } from '../../../media/ffmpeg/run-tool.ts';

export interface ToolRun {
  /** Gets standard output as it comes; may throw to stop the tool. */
  onOutput(chunk: Buffer): unknown;
  signal: AbortSignal;
  timeoutMs: number;
  maxOutputBytes: number;
}

export type ToolEnd = 'done' | 'failed' | 'too-slow';

/**
 * Runs ffmpeg or ffprobe where a failure says something about the file and not about us: damage near the end of a
 * video is no reason to lose the frames before it. Returns only after the process is gone.
 * @throws the signal's reason when aborted, the error of `onOutput`, or ToolFailed when the program cannot be run.
 */
export async function runTool(program: string, args: readonly string[], run: ToolRun): Promise<ToolEnd> {
  const { onOutput, signal, timeoutMs, maxOutputBytes } = run;
  try {
    await runMediaTool(program, args, { onStdout: onOutput, signal, timeoutMs, maxOutputBytes });
    return 'done';
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ToolFailed) || error.reason === 'not_started') throw error;
    return error.reason === 'deadline' ? 'too-slow' : 'failed';
  }
}
