import type { FrameLog } from './frame-log.ts';

const SAMPLES = 11;
const WINDOW_SECONDS = 2;
const STEP_SECONDS = 0.5;

/**
 * The picture without its moving bodies: per pixel the median of frames spread over 2 s of the same scene (temporal
 * median filter; Cucchiara et al., "Detecting moving objects, ghosts, and shadows in video streams", IEEE TPAMI 25(10),
 * 2003). Made anew for every half second, when first asked for. Which 2 s matters: from the past, a thing that comes
 * to rest is not background yet while it still bounces; around the moment, one that was at rest before is none any more.
 */
export class Background {
  private readonly log: FrameLog;
  private readonly from: number;
  private readonly to: number;
  private readonly lead: number;
  private madeFor = -1;
  private readonly picture: Uint8Array;

  /**
   * @param from first frame of the scene. @param to frame after its last.
   * @param lead how much of the 2 s lies after the moment: 0 all past .. 1 all future; kept inside the scene.
   */
  constructor(log: FrameLog, from: number, to: number, lead: number) {
    this.log = log;
    this.from = from;
    this.to = to;
    this.lead = lead;
    this.picture = new Uint8Array(log.format.width * log.format.height);
  }

  /** Valid until the next call. */
  at(frame: number): Uint8Array {
    const step = Math.max(1, Math.round(this.log.format.rate * STEP_SECONDS));
    const section = Math.floor((frame - this.from) / step);
    if (section !== this.madeFor) {
      this.madeFor = section;
      this.make(this.from + section * step);
    }
    return this.picture;
  }

  private make(moment: number): void {
    const span = this.to - this.from;
    const window = Math.min(span, Math.round(this.log.format.rate * WINDOW_SECONDS));
    const wanted = Math.round(moment - window * (1 - this.lead));
    const start = Math.max(this.from, Math.min(this.to - window, wanted));
    const count = Math.min(SAMPLES, window);
    const frames = Array.from({ length: count }, (_, sample) =>
      this.log.luma(Math.min(this.to - 1, start + Math.floor(((sample + 0.5) * window) / count))),
    );
    const sorted = new Uint8Array(count);
    const middleIndex = count >> 1;
    for (let pixel = 0; pixel < this.picture.length; pixel++) {
      // Insertion sort: eleven values, mostly equal and thus mostly in order already.
      for (let sample = 0; sample < count; sample++) {
        const value = (frames[sample] as Uint8Array)[pixel] as number;
        let at = sample;
        while (at > 0 && (sorted[at - 1] as number) > value) {
          sorted[at] = sorted[at - 1] as number;
          at--;
        }
        sorted[at] = value;
      }
      this.picture[pixel] = sorted[middleIndex] as number;
    }
  }
}
