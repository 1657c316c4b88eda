// Builds dist/: compiles src, copies what is not TypeScript, and makes the database snapshot that lets a first start
// skip initdb and the migrations. Does nothing, quickly, when nothing changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src');
const target = join(root, 'dist');
const keyFile = join(target, '.build-key');

const isTest = (path) => /\.test\.tsx?$/.test(path) || path.split(/[\\/]/).includes('__fixtures__');
const isScript = (path) => path.endsWith('.ts') && !path.endsWith('.d.ts');

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** Paths, times and sizes of everything the outcome depends on; contents are tsc's business. */
function buildKey(files) {
  const hash = createHash('sha256');
  const inputs = [
    ...files.map((file) => join(source, file)),
    ...['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'].map((name) => join(root, name)),
    fileURLToPath(import.meta.url),
  ];
  for (const path of inputs) {
    if (!existsSync(path)) continue;
    const { mtimeMs, size } = statSync(path);
    hash.update(`${relative(root, path)} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function compile() {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const info = join(target, '.tsbuildinfo');
  const args = [compiler, '-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', info, '--noEmitOnError'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Output of sources that are gone would still be found by imports and by the migration runner. */
function removeOrphans(files) {
  const wanted = new Set(
    files.flatMap((file) =>
      isScript(file) ? [file.replace(/\.ts$/, '.js'), file.replace(/\.ts$/, '.js.map')] : [file],
    ),
  );
  for (const file of filesBelow(target)) {
    const made = file.startsWith('.') || file.startsWith('web') || /^db[\\/]snapshot\.(tar\.gz|key)$/.test(file);
    if (!made && !wanted.has(file)) rmSync(join(target, file));
  }
}

function copyAssets(files) {
  for (const file of files) {
    if (isScript(file)) continue;
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(source, file), join(target, file), { preserveTimestamps: true });
  }
}

async function makeSnapshot() {
  const { writeSnapshot } = await import(pathToFileURL(join(target, 'db', 'snapshot.js')).href);
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: console.warn, error: console.error };
  if (await writeSnapshot(join(target, 'db'), { log, clock: { now: () => Date.now() } })) {
    console.log('database snapshot made');
  }
}

const files = filesBelow(source).filter((file) => !isTest(file));
const key = buildKey(files);
if (existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) process.exit(0);

mkdirSync(target, { recursive: true });
rmSync(keyFile, { force: true });
// tsc trusts its notes about files it wrote; without the files the notes are wrong.
if (!existsSync(join(target, 'db'))) rmSync(join(target, '.tsbuildinfo'), { force: true });
compile();
removeOrphans(files);
copyAssets(files);
await makeSnapshot();
writeFileSync(keyFile, key);
console.log('built dist/');
process.exit(0);
