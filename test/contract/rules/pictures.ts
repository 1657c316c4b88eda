import { fine, IMAGE, OTHER, type RuleCases, refuse } from './rule-case.ts';

const grids = ['imagine', 'variation', 'reroll', 'blend', 'inpaint', 'outpaint', 'pan'].map((op) => `midjourney/${op}`);

/** Rules of the pages for pictures, faces and 3D models, by their sentence. */
export const picturesRules: RuleCases = {
  'swap_faces_index and target_faces_index have the same number of entries; entry i of the first goes onto entry i of the second.':
    refuse('invalid swap_faces_index or target_faces_index', { swap_faces_index: '0,1', target_faces_index: '1' }),
  'Only one given: the other counts as 0, 1, 2 and so on, of the same length.': [
    { give: { swap_faces_index: '2,0,1' }, shows: { target_faces_index: '0,1,2' } },
    { give: { target_faces_index: '1' }, shows: { swap_faces_index: '0' } },
  ],
  'Indexes start at 0; "0 1" against "1 0" crosses two faces.': fine({
    swap_faces_index: '0 1',
    target_faces_index: '1 0',
  }),
  'Both absent: faces are paired in their order, as many as the picture with fewer faces has.': [
    { give: {}, shows: { swap_faces_index: '', target_faces_index: '' } },
  ],
  'Both absent: face 0 of swap_image goes onto face 0 of the video.': [
    { give: {}, shows: { swap_faces_index: '', target_faces_index: '' } },
  ],
  'The video has at most 600 frames and at most 1280x720 pixels (portrait 720x1280).': [
    { give: {}, limits: { target_video: { maxFrames: 600, maxPixels: 921_600, maxSide: 1280 } } },
  ],
  'width * height is at most 1048576.': [
    ...fine({ width: 1024, height: 1024 }, { width: 2048, height: 512 }),
    ...refuse('invalid width or height', { width: 1024, height: 1025 }),
  ],
  '0 or absent means 1024 for that side; with aspect_ratio and neither side given, the largest size of at most 1048576 pixels with sides in multiples of 16 is used.':
    [
      ...fine({ width: 1024, height: 0 }, { aspect_ratio: '21:9' }),
      ...refuse('invalid width or height', { width: 1025 }, { width: 0, height: 2048, aspect_ratio: '1:1' }),
    ],
  '0 or absent means 1024 for that side.': [
    ...fine({ width: 1024 }),
    ...refuse('invalid width or height', { width: 1025 }, { height: 1040, width: 0 }),
  ],
  'lora_settings has exactly one entry.': [
    ...fine({ lora_settings: [{ lora_type: 'anime' }] }),
    ...refuse('lora_settings is required', { lora_settings: [] }),
    ...refuse('invalid lora_settings', { lora_settings: Array(2).fill({ lora_type: 'anime' }) }),
  ],
  'control_net_settings has exactly one entry.': [
    ...refuse('control_net_settings is required', { control_net_settings: [] }),
    ...refuse('invalid control_net_settings', {
      control_net_settings: Array(2).fill({ control_type: 'canny', control_image: IMAGE }),
    }),
  ],
  'lora_settings has at most one entry; absent and [] mean no LoRA.': [
    { give: { lora_settings: [] }, hides: ['lora_settings'] },
    ...fine({ lora_settings: [{ lora_type: 'anime' }] }),
    ...refuse('invalid lora_settings', { lora_settings: Array(2).fill({ lora_type: 'anime' }) }),
  ],
  'custom_settings has exactly one entry with setting_type outpaint.': [
    ...refuse('invalid custom_settings', { custom_settings: Array(2).fill({ outpaint_left: 1 }) }),
    ...refuse('invalid custom_settings', { custom_settings: [{ setting_type: 'inpaint' }] }),
    {
      give: { custom_settings: [{ outpaint_left: 1 }] },
      shows: {
        custom_settings: [
          { setting_type: 'outpaint', outpaint_left: 1, outpaint_right: 0, outpaint_top: 0, outpaint_bottom: 0 },
        ],
      },
    },
  ],
  'All four sides 0 is accepted.': fine({
    custom_settings: [{ outpaint_left: 0, outpaint_right: 0, outpaint_top: 0, outpaint_bottom: 0 }],
  }),
  'There is no mask field: pure white pixels in image are the mask, everything else is kept.': [
    { give: { mask: IMAGE }, hides: ['mask'] },
  ],
  'The engine version is chosen by flags in prompt (--v, --niji); there is no version field.': [
    { give: { version: '6' }, hides: ['version'] },
  ],
  'An empty image_urls counts as absent; without pictures the text is drawn, with pictures they are edited or combined.':
    [
      { give: { image_urls: [] }, hides: ['image_urls'] },
      { give: { image_urls: [IMAGE, OTHER] }, shows: { image_urls: [IMAGE, OTHER] } },
    ],
  'process_mode is resolved before pricing: the field, else --relax, --fast or --turbo in prompt, else relax. A given process_mode overrides the flag.':
    [
      { give: { prompt: 'a fox' }, shows: { process_mode: 'relax' } },
      { give: { prompt: 'a fox --fast' }, shows: { process_mode: 'fast' } },
      { give: { prompt: 'a fox --turbo --ar 3:2' }, shows: { process_mode: 'turbo' } },
      { give: { prompt: 'a fox --turbo', process_mode: 'relax' }, shows: { process_mode: 'relax' } },
    ],
  'A --ar flag in prompt wins over aspect_ratio.': [
    { give: { prompt: 'a fox --ar 3:2', aspect_ratio: '1:1' }, shows: { aspect_ratio: '3:2' } },
  ],
  'index 1 to 4 picks a tile: the origin task must be a grid (imagine, variation, reroll, blend, inpaint, outpaint or pan).':
    [{ give: {}, origins: { fit: grids, not: ['midjourney/describe', 'midjourney/seed'] } }],
  'index 1 to 4 needs a grid (imagine, variation, reroll, blend, inpaint, outpaint or pan); high_variation (strong) and low_variation (subtle) need an upscaled task.':
    [{ give: {}, origins: { fit: [...grids, 'midjourney/upscale'], not: ['midjourney/describe'] } }],
  'The origin task must be a grid.': [
    { give: {}, origins: { fit: grids, not: ['midjourney/upscale', 'midjourney/describe', 'midjourney/seed'] } },
  ],
  'The origin task must be an upscaled picture.': [
    { give: {}, origins: { fit: ['midjourney/upscale'], not: [...grids, 'midjourney/describe'] } },
  ],
  'process_mode absent means relax.': [{ give: {}, shows: { process_mode: 'relax' } }],
  'zoom_ratio is a number from 1 to 2, written as a string.': [
    { give: { zoom_ratio: 1.5 }, shows: { zoom_ratio: '1.5' } },
    ...refuse('invalid zoom_ratio', { zoom_ratio: '2.01' }, { zoom_ratio: '0.99' }),
  ],
  'image3 needs image2.': [...fine({ image2: IMAGE, image3: OTHER }), ...refuse('invalid image2', { image3: OTHER })],
  'The video has 10 to 240 frames.': [{ give: {}, limits: { video: { minFrames: 10, maxFrames: 240 } } }],
  'The video has at most 600 frames.': [{ give: {}, limits: { video: { maxFrames: 600 } } }],
  'image or images is required; with both, images is used first and image is added when it is not in images.': [
    { give: { images: [IMAGE], image: OTHER }, shows: { images: [IMAGE, OTHER] } },
    { give: { images: [IMAGE, OTHER], image: OTHER }, shows: { images: [IMAGE, OTHER] } },
    ...refuse('image is required', { images: undefined }),
  ],
  'An empty images array or null counts as absent.': [
    { give: { images: [], image: IMAGE }, shows: { images: [IMAGE] } },
    { give: { images: null, image: IMAGE }, shows: { images: [IMAGE] } },
  ],
};
