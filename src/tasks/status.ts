export const taskStatuses = ['staged', 'pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof taskStatuses)[number];
export type TerminalStatus = Extract<TaskStatus, 'completed' | 'failed' | 'cancelled'>;

/** Every allowed change (protocol page, section 5.1); a terminal status never changes. */
const changes: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  staged: ['pending', 'cancelled', 'failed'],
  pending: ['processing', 'cancelled', 'failed'],
  processing: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

export const mayChange = (from: TaskStatus, to: TaskStatus): boolean => changes[from].includes(to);
export const isTerminal = (status: TaskStatus): boolean => changes[status].length === 0;
/** The statuses from which `to` may be reached; the WHERE of every compare-and-set. */
export const sourcesOf = (to: TaskStatus): TaskStatus[] => taskStatuses.filter((from) => mayChange(from, to));

/** `task.status` of the documented representation (protocol page, section 7.3). */
export const statusNumbers: Readonly<Record<TaskStatus, number>> = {
  staged: 1,
  pending: 5,
  processing: 10,
  failed: 50,
  cancelled: 60,
  completed: 99,
};
