/** What a stored file is to us. `file` is anything we pass on without looking inside. */
export type MediaKind = 'image' | 'video' | 'audio' | 'model' | 'file';

interface AcceptedType {
  contentType: string;
  kind: MediaKind;
  /** The first is the one that we give to new files. */
  extensions: readonly [string, ...string[]];
}

/** Every kind of file that may be stored; what is not here is refused. SVG, HTML and other text never belong here. */
export const acceptedTypes: readonly AcceptedType[] = [
  { contentType: 'image/jpeg', kind: 'image', extensions: ['jpg', 'jpeg'] },
  { contentType: 'image/png', kind: 'image', extensions: ['png'] },
  { contentType: 'image/webp', kind: 'image', extensions: ['webp'] },
  { contentType: 'image/gif', kind: 'image', extensions: ['gif'] },
  { contentType: 'image/avif', kind: 'image', extensions: ['avif'] },
  { contentType: 'image/heic', kind: 'image', extensions: ['heic', 'heif'] },
  { contentType: 'image/bmp', kind: 'image', extensions: ['bmp'] },
  { contentType: 'image/tiff', kind: 'image', extensions: ['tiff', 'tif'] },
  { contentType: 'video/mp4', kind: 'video', extensions: ['mp4', 'm4v'] },
  { contentType: 'video/quicktime', kind: 'video', extensions: ['mov'] },
  { contentType: 'video/webm', kind: 'video', extensions: ['webm'] },
  { contentType: 'video/x-matroska', kind: 'video', extensions: ['mkv'] },
  { contentType: 'video/x-msvideo', kind: 'video', extensions: ['avi'] },
  { contentType: 'video/mpeg', kind: 'video', extensions: ['mpg', 'mpeg'] },
  { contentType: 'video/mp2t', kind: 'video', extensions: ['ts'] },
  { contentType: 'video/x-flv', kind: 'video', extensions: ['flv'] },
  { contentType: 'video/3gpp', kind: 'video', extensions: ['3gp'] },
  { contentType: 'video/ogg', kind: 'video', extensions: ['ogv'] },
  { contentType: 'audio/wav', kind: 'audio', extensions: ['wav'] },
  { contentType: 'audio/mpeg', kind: 'audio', extensions: ['mp3'] },
  { contentType: 'audio/flac', kind: 'audio', extensions: ['flac'] },
  { contentType: 'audio/ogg', kind: 'audio', extensions: ['ogg', 'oga', 'opus'] },
  { contentType: 'audio/mp4', kind: 'audio', extensions: ['m4a'] },
  { contentType: 'audio/aac', kind: 'audio', extensions: ['aac'] },
  { contentType: 'audio/aiff', kind: 'audio', extensions: ['aiff', 'aif'] },
  { contentType: 'audio/midi', kind: 'audio', extensions: ['mid', 'midi'] },
  { contentType: 'model/gltf-binary', kind: 'model', extensions: ['glb'] },
  { contentType: 'application/zip', kind: 'file', extensions: ['zip'] },
];

/** Of files whose content we do not name; always served as an attachment. */
export const UNKNOWN_TYPE = 'application/octet-stream';

const byExtension = new Map(
  acceptedTypes.flatMap((type) => type.extensions.map((extension) => [extension, type] as const)),
);
const byContentType = new Map(acceptedTypes.map((type) => [type.contentType, type]));

/** `mp3` → `audio/mpeg`; UNKNOWN_TYPE for an extension that is not in the table. Any letter case, without the dot. */
export function contentTypeOf(extension: string): string {
  return byExtension.get(extension.toLowerCase())?.contentType ?? UNKNOWN_TYPE;
}

/** `audio/mpeg` → `mp3`; `bin` for a type that is not in the table. Parameters (`; charset=…`) are ignored. */
export function extensionOf(contentType: string): string {
  return byContentType.get(bare(contentType))?.extensions[0] ?? 'bin';
}

/** `audio/mpeg` → `audio`; `file` for a type that is not in the table. */
export function kindOf(contentType: string): MediaKind {
  return byContentType.get(bare(contentType))?.kind ?? 'file';
}

function bare(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}
