/** `node --import tsx bench/clips/main.ts FOLDER [NAME …]`: renders the test clips into a folder. */
import { renderClips } from './render-clips.ts';

const [outDir, ...names] = process.argv.slice(2);
if (outDir === undefined) throw new Error('say which folder');
for (const clip of await renderClips(outDir, names.length > 0 ? names : undefined)) {
  console.log(`${clip.path}  ${clip.durationSeconds} s, ${clip.fps} fps, ${clip.events.length} events`);
}
