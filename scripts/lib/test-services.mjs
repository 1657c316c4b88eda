import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, canUseApt } from './apt.mjs';
import { findProgram, programFolders } from './programs.mjs';
import { say } from './say.mjs';

/** The real services that tests start for themselves, and the Debian package of each. */
const services = [
  { name: 'PostgreSQL', debian: 'postgresql', isThere: (folders) => hasPostgres(folders) },
  // The examples of the documentation are run in it.
  { name: 'Python', debian: 'python3', isThere: (folders) => findProgram('python3', folders) !== null },
  { name: 'Redis', debian: 'redis-server', isThere: (folders) => findProgram('redis-server', folders) !== null },
  // Speaks what flite cannot: every language but English.
  { name: 'espeak-ng', debian: 'espeak-ng', isThere: (folders) => findProgram('espeak-ng', folders) !== null },
  // Listens to what the speech engine says.
  {
    name: 'pocketsphinx',
    debian: 'pocketsphinx',
    isThere: (folders) => findProgram('pocketsphinx_batch', folders) !== null,
  },
  {
    name: "pocketsphinx's English model",
    debian: 'pocketsphinx-en-us',
    isThere: () => existsSync('/usr/share/pocketsphinx/model/en-us'),
  },
  {
    name: 'Chromium',
    debian: 'chromium',
    // A large download: only for checkouts that have pages to test.
    isNeeded: (root) => existsSync(join(root, 'test', 'browser')),
    isThere: (folders) =>
      ['chromium', 'chromium-browser', 'google-chrome'].some((name) => findProgram(name, folders) !== null),
  },
];

/**
 * Installs what is missing, as root on Debian. Elsewhere it says what to install and goes on: the tests that need a
 * missing service then fail (they never skip) while all others run.
 */
export async function provideTestServices({ root, env, folders = programFolders(env), useApt = canUseApt() }) {
  const missing = services.filter(({ isThere, isNeeded }) => (isNeeded?.(root) ?? true) && !isThere(folders));
  if (missing.length === 0) return;
  const packages = missing.map(({ debian }) => debian);
  if (useApt) await aptInstall(packages, env);
  else {
    const names = missing.map(({ name }) => name).join(', ');
    say(
      `missing: ${names}. Tests that need them will fail; install them with "sudo apt-get install -y ${packages.join(' ')}" or your system's packages.`,
    );
  }
}

/** Debian keeps the server's programs out of the PATH, in a folder for each version. */
function hasPostgres(folders) {
  const debianFolder = '/usr/lib/postgresql';
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const all = [...folders, ...versions.map((version) => join(debianFolder, version, 'bin'))];
  return findProgram('initdb', all) !== null;
}
