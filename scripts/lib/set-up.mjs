import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.mjs';
import { provideFfmpeg } from './ffmpeg.mjs';
import { takeLock } from './lock.mjs';
import { runProgram } from './run-program.mjs';
import { provideTestServices } from './test-services.mjs';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Dependencies, ffmpeg, for tests the services they start, then the build. Steps that find their work done say
 * nothing. Throws an Error whose message is the one thing to do.
 */
export async function setUp({ purpose, env, root = checkout }) {
  const stateFolder = join(root, '.setup');
  mkdirSync(stateFolder, { recursive: true });
  const release = await takeLock(join(stateFolder, 'lock'));
  try {
    await installDependencies({ root, env });
    const ffmpegEnv = await provideFfmpeg({ stateFolder, env });
    if (purpose === 'test') await provideTestServices({ root, env });
    await runProgram(process.execPath, [join(root, 'scripts', 'build.mjs')], {
      cwd: root,
      env: { ...env, ...ffmpegEnv },
      deadlineMs: 10 * 60_000,
      show: true,
    });
    // Every engine is tested, so every optional package has to be there.
    if (purpose === 'test') {
      await runProgram(process.execPath, [join(root, 'dist', 'main.js'), 'engines', 'add', '--all'], {
        cwd: root,
        env: { ...env, POLYMUSE_ENGINES_FOLDER: join(root, '.setup', 'engines') },
        deadlineMs: 30 * 60_000,
        show: true,
      });
    }
  } finally {
    release();
  }
}
