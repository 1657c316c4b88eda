/** Progress goes to standard error: standard output belongs to the command that follows. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/** Says what is being done, and on a terminal for how long already; then how long it took. */
export async function step(what, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const isTerminal = process.stderr.isTTY === true;
  if (!isTerminal) say(`${what} …`);
  const show = () => process.stderr.write(`\rset-up: ${what} … ${seconds()} s `);
  if (isTerminal) show();
  const timer = isTerminal ? setInterval(show, 1000) : null;
  try {
    const result = await work();
    if (timer !== null) process.stderr.write('\r');
    say(`${what}: done in ${seconds()} s`);
    return result;
  } catch (error) {
    if (timer !== null) process.stderr.write('\n');
    throw error;
  } finally {
    if (timer !== null) clearInterval(timer);
  }
}
