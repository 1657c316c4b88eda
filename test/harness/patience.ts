/** Time limits for tests that start processes and wait for engines: hangs end, a busy machine is no failure. */
export const PATIENT = { testTimeout: 120_000, hookTimeout: 120_000 };
