export { type AnalysePictureOptions, analysePicture } from './analyse-picture.ts';
