import type { TaskStatus } from '../../tasks/status.ts';

/** The words of the image endpoints of that generation. */
export const toolkitStatus: Readonly<Record<TaskStatus, 'pending' | 'processing' | 'success' | 'failed'>> = {
  staged: 'pending',
  pending: 'pending',
  processing: 'processing',
  completed: 'success',
  failed: 'failed',
  cancelled: 'failed',
};
