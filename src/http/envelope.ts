/** The success envelope of the protocol page, section 3: HTTP 200 and the integer 200. */
export function success<T>(data: T): { code: 200; data: T; message: 'success' } {
  return { code: 200, data, message: 'success' };
}

export function failure(httpStatus: number, message: string): { code: number; data: null; message: string } {
  return { code: httpStatus, data: null, message };
}
