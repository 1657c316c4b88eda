import { existsSync } from 'node:fs';
import { runProgram } from './run-program.mjs';
import { step } from './say.mjs';

let isListFresh = false;

/** Whether this process may install Debian packages without asking anybody. */
export function canUseApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs Debian packages; throws when it cannot. */
export async function aptInstall(packages, env) {
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, deadlineMs: 15 * 60_000 };
  // Another apt may be at work (unattended upgrades): wait for it instead of failing.
  const apt = (...args) => runProgram('/usr/bin/apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], options);
  await step(`installing ${packages.join(', ')} (apt-get)`, async () => {
    if (!isListFresh) await apt('update');
    isListFresh = true;
    await apt('install', '-y', '--no-install-recommends', ...packages);
  });
}
