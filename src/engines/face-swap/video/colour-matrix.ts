/**
 * The matrix for a video of this height that names none: players take BT.709 from 720 lines on and BT.601 below.
 * Decoder and encoder use the same, so that untouched pixels come out as they went in.
 */
export const matrixFor = (height: number): 'bt709' | 'smpte170m' => (height >= 720 ? 'bt709' : 'smpte170m');
