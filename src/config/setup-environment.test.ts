import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withSetupEnvironment } from './setup-environment.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polymuse-env-'));
  mkdirSync(join(root, '.setup'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const note = (text: string) => writeFileSync(join(root, '.setup', 'env.json'), text);

test('the ffmpeg that set-up brought is used, unless the environment names one', () => {
  const brought = { FFMPEG_PATH: '/s/ffmpeg', FFPROBE_PATH: '/s/ffprobe' };
  note(JSON.stringify({ ...brought, PATH: '/evil' }));
  expect(withSetupEnvironment({ PATH: '/bin' }, root)).toEqual({ PATH: '/bin', ...brought });
  expect(withSetupEnvironment({ FFMPEG_PATH: '/own' }, root)).toEqual({ FFMPEG_PATH: '/own' });
});

test.each(['', 'null', '{"FFMPEG_PATH":5}', '{"FFMPEG_PATH":"/half"}'])(
  'a note that says %j changes nothing',
  (text) => {
    note(text);
    expect(withSetupEnvironment({ A: '1' }, root)).toEqual({ A: '1' });
  },
);

test('without a note nothing changes', () => {
  expect(withSetupEnvironment({ A: '1' }, join(root, 'nowhere'))).toEqual({ A: '1' });
});
