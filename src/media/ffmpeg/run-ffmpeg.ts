import { type RunToolOptions, runTool, type ToolOutput } from './run-tool.ts';

/** Runs ffmpeg; never interactive. Throws ToolFailed. Give inputs as `file:` paths and limit protocols where they are untrusted. */
export function runFfmpeg(binary: string, args: readonly string[], options: RunToolOptions): Promise<ToolOutput> {
  return runTool(binary, ['-nostdin', '-hide_banner', ...args], options);
}

/** Runs ffprobe, which has no `-nostdin`: it never asks. Throws ToolFailed. */
export function runFfprobe(binary: string, args: readonly string[], options: RunToolOptions): Promise<ToolOutput> {
  return runTool(binary, ['-hide_banner', ...args], options);
}
