/** SQLSTATE of failures where the whole transaction can simply be run again (PostgreSQL manual, appendix A). */
const rerunnable = new Set(['40001', '40P01']);
const lostConnection = new Set(['57P01', '57P02', '57P03', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT']);
/** What pg says without a code when the server went away under a statement. */
const lostConnectionText =
  /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect/;

export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Lost a race against another transaction; nothing was committed. */
export function lostRace(error: unknown): boolean {
  return rerunnable.has(errorCode(error));
}

/** The connection broke; before COMMIT was sent, nothing was committed. */
export function lostTheConnection(error: unknown): boolean {
  const code = errorCode(error);
  if (lostConnection.has(code) || code.startsWith('08')) return true;
  return error instanceof Error && lostConnectionText.test(error.message);
}
