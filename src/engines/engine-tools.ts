/** The programs an engine may start; found once by the server (media/ffmpeg) and handed down. */
export interface EngineTools {
  ffmpeg: string;
  ffprobe: string;
  /** Absolute: where the packages of optional engines are (host/engine-packages.ts). */
  enginesDir: string;
}
