/** What a legacy or OpenAI-shaped endpoint needs to know of a task that it created, to read it back in its own form. */
export type LegacyOrigin =
  | {
      api: 'midjourney-v2';
      /** Names of the members that the request had, in its order. */
      sent: string[];
      /** A webhook at every change of progress. */
      notifyProgress: boolean;
    }
  | { api: 'face-swap-v1' | 'image-toolkit-v2'; resultType: ResultType }
  | { api: 'luma-v1' | 'kling-v1' | 'suno-v1' }
  | OpenaiVideoOrigin;

/** A video of `POST /v1/videos`. */
export interface OpenaiVideoOrigin {
  api: 'openai-videos';
  /** As the request named it. */
  model: string;
  size: string;
  /** It was deleted: nothing there shows it any more. */
  deleted?: true;
}

/** How a picture is given back: by URL, or as bare base64. */
export const resultTypes = ['url', 'base64'] as const;
export type ResultType = (typeof resultTypes)[number];
