import { spawn } from 'node:child_process';

const keptOutput = 64 * 1024;
const shownLines = 25;

/**
 * Runs a program to its end without a shell. Its output is shown (`show`) or kept for the error message.
 * Resolves with the last 64 KiB of what it printed; rejects when it cannot start, fails or passes its deadline.
 */
export function runProgram(file, args, { cwd, env = process.env, deadlineMs, show = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk.toString()).slice(-keptOutput);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`${file} could not be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else {
        const how = code === null ? `was ended by ${signal}` : `failed with code ${code}`;
        const tail = output.trimEnd().split('\n').slice(-shownLines).join('\n');
        reject(new Error(`"${[file, ...args].join(' ')}" ${how}${tail === '' ? '' : `:\n${tail}`}`));
      }
    });
  });
}
