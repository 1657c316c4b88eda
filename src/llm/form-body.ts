import { randomBytes } from 'node:crypto';

/** One part of multipart/form-data (RFC 7578). */
export interface FormPart {
  name: string;
  /** Of a file. */
  filename?: string;
  contentType?: string;
  bytes: Buffer;
}

/** The parts as one body; the boundary is random, so no file can hold it. */
export function formBody(parts: readonly FormPart[]): { body: Buffer; contentType: string } {
  const boundary = `polymuse-${randomBytes(16).toString('hex')}`;
  const pieces = parts.flatMap(({ name, filename, contentType, bytes }) => {
    const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
    const type = contentType === undefined ? '' : `Content-Type: ${contentType.replace(/[\r\n]/g, '')}\r\n`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"${file}\r\n${type}\r\n`;
    return [Buffer.from(head), bytes, Buffer.from('\r\n')];
  });
  return {
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** As the HTML standard writes names that hold quotes or line ends. */
const quoted = (text: string): string => text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
