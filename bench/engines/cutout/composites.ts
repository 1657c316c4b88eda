import sharp from 'sharp';

/** Pictures made here, so that the truth is known to the pixel: a drawn subject with soft edges over a background. */
export interface Composite {
  name: string;
  /** `plain` backgrounds are what the basic method is made for. */
  difficulty: 'plain' | 'busy';
  width: number;
  height: number;
  /** R G B A bytes, opaque. */
  data: Uint8Array;
  /** The subject's true share per pixel, 0..1. */
  truth: Float32Array;
}

const SIZE = { width: 640, height: 480 };

/** The drawing's own colours are chosen so that every subject is unlike every background. */
const subjects: Record<string, string> = {
  mug: `
    <defs><linearGradient id="b" x1="0" x2="1"><stop offset="0" stop-color="#7d1f1a"/><stop offset=".35" stop-color="#d8483c"/><stop offset="1" stop-color="#5d1410"/></linearGradient></defs>
    <path d="M410 190c70-20 110 20 100 70s-60 80-110 70" fill="none" stroke="#a5332a" stroke-width="26"/>
    <path d="M220 150h200l-12 230q-4 30-88 30t-88-30z" fill="url(#b)"/>
    <ellipse cx="320" cy="150" rx="100" ry="24" fill="#4a1512"/><ellipse cx="320" cy="155" rx="86" ry="17" fill="#2a0d08"/>
    <path d="M250 200l6 150" stroke="#ff9d8f" stroke-width="9" opacity=".5" stroke-linecap="round"/>`,
  bird: `
    <defs><radialGradient id="b" cx=".4" cy=".3" r=".8"><stop offset="0" stop-color="#ffc24a"/><stop offset=".7" stop-color="#d9741c"/><stop offset="1" stop-color="#8d3c0a"/></radialGradient></defs>
    <path d="M395 300q90 30 150 90q-90 0-170-40z" fill="#7a3509"/>
    <ellipse cx="320" cy="270" rx="115" ry="85" fill="url(#b)"/><circle cx="235" cy="185" r="62" fill="url(#b)"/>
    <path d="M178 180l-58 22 60 16z" fill="#453016"/><circle cx="218" cy="172" r="11" fill="#1a0e04"/><circle cx="214" cy="168" r="3.5" fill="#fff"/>
    <path d="M290 250q80-30 130 40q-70 50-140 10z" fill="#8d3c0a"/>
    <path d="M300 350v60M340 350v60" stroke="#5a3a14" stroke-width="9"/><path d="M282 412h38M322 412h38" stroke="#5a3a14" stroke-width="8" stroke-linecap="round"/>`,
  person: `
    <defs><linearGradient id="s" x1="0" x2="1"><stop offset="0" stop-color="#7c2d3e"/><stop offset=".5" stop-color="#b84a5f"/><stop offset="1" stop-color="#6b2233"/></linearGradient>
    <radialGradient id="f" cx=".45" cy=".4" r=".7"><stop offset="0" stop-color="#f4c9a4"/><stop offset="1" stop-color="#b97c55"/></radialGradient></defs>
    <path d="M150 480q10-130 110-150h120q100 20 110 150z" fill="url(#s)"/>
    <path d="M290 270h60v70q-30 24-60 0z" fill="#b97c55"/>
    <path d="M232 190q-10-110 88-112t88 112q4 60-22 96q6-70-20-110q-60 10-100-6q-14 60-14 116q-22-40-20-96z" fill="#3a2216"/>
    <ellipse cx="320" cy="205" rx="68" ry="88" fill="url(#f)"/>
    <path d="M250 190q10-70 70-72t70 72q-20-36-50-46q-50 20-90 46z" fill="#3a2216"/>
    <ellipse cx="295" cy="205" rx="9" ry="6" fill="#2a1a12"/><ellipse cx="345" cy="205" rx="9" ry="6" fill="#2a1a12"/>
    <path d="M318 215l-6 26h14M298 262q22 14 44 0" fill="none" stroke="#8d543a" stroke-width="5" stroke-linecap="round"/>`,
  ring: `
    <defs><linearGradient id="b" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#8e2f86"/><stop offset=".5" stop-color="#c65abb"/><stop offset="1" stop-color="#571a52"/></linearGradient></defs>
    <path fill-rule="evenodd" fill="url(#b)" d="M320 90a150 150 0 1 0 .1 0zM320 165a75 75 0 1 1-.1 0z"/>
    <path d="M215 175q40-60 110-62" fill="none" stroke="#f0b4ea" stroke-width="10" opacity=".6" stroke-linecap="round"/>
    ${Array.from({ length: 24 }, (_, at) => {
      const angle = at * 2.399;
      const radius = 92 + ((at * 29) % 42);
      const [x, y] = [320 + radius * Math.cos(angle), 240 + radius * Math.sin(angle)].map((value) => value.toFixed(1));
      return `<circle cx="${x}" cy="${y}" r="4" fill="${['#fff2a8', '#ffd0f7', '#a8143f'][at % 3]}"/>`;
    }).join('')}`,
  plant: `
    <defs><linearGradient id="p" x1="0" x2="1"><stop offset="0" stop-color="#6d2f12"/><stop offset=".35" stop-color="#cf7440"/><stop offset="1" stop-color="#5a250d"/></linearGradient></defs>
    <path d="M245 325h150l-22 120q-53 20-106 0z" fill="url(#p)"/><path d="M238 306h164v34q-82 14-164 0z" fill="url(#p)"/><path d="M244 341q76 14 152 0l-2 8q-74 14-148 0z" fill="#4a1d0a" opacity=".6"/>
    ${[-70, -48, -24, 0, 24, 48, 70]
      .map(
        (angle, at) =>
          `<path transform="rotate(${angle} 320 330)" d="M320 330q-34-110 0-${210 + (at % 2) * 30}q34 ${100 + (at % 2) * 30} 0 ${210 + (at % 2) * 30}z" fill="${at % 2 ? '#1f5c2a' : '#2f7d34'}"/><path transform="rotate(${angle} 320 330)" d="M320 325v-180" stroke="#124018" stroke-width="3"/>`,
      )
      .join('')}`,
};

const backgrounds: Record<string, { difficulty: Composite['difficulty']; svg: string }> = {
  white: { difficulty: 'plain', svg: '<rect width="640" height="480" fill="#f4f3f1"/>' },
  blue: { difficulty: 'plain', svg: '<rect width="640" height="480" fill="#5d8fc4"/>' },
  'grey, lit from one side': {
    difficulty: 'plain',
    svg: '<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2=".6"><stop offset="0" stop-color="#d9dde0"/><stop offset="1" stop-color="#7f868c"/></linearGradient></defs><rect width="640" height="480" fill="url(#g)"/>',
  },
  'studio, with a pool of light': {
    difficulty: 'plain',
    svg: '<defs><radialGradient id="g" cx=".5" cy=".45" r=".75"><stop offset="0" stop-color="#cfe3ea"/><stop offset="1" stop-color="#6d8b96"/></radialGradient></defs><rect width="640" height="480" fill="url(#g)"/>',
  },
  'wall over a table': {
    difficulty: 'busy',
    svg: '<rect width="640" height="480" fill="#c9d6cf"/><rect y="360" width="640" height="120" fill="#8c9aa6"/><rect y="356" width="640" height="6" fill="#6d7883"/>',
  },
  'lights out of focus': {
    difficulty: 'busy',
    svg: `<rect width="640" height="480" fill="#16243c"/><g filter="url(#soft)">${Array.from({ length: 26 }, (_, at) => `<circle cx="${(at * 197) % 640}" cy="${(at * 131) % 480}" r="${18 + ((at * 53) % 30)}" fill="${['#31507d', '#40729c', '#2b8080', '#56679a'][at % 4]}" opacity=".8"/>`).join('')}</g><defs><filter id="soft"><feGaussianBlur stdDeviation="9"/></filter></defs>`,
  },
};

export async function composites(): Promise<Composite[]> {
  const made: Composite[] = [];
  for (const [subject, drawing] of Object.entries(subjects)) {
    const front = await draw(drawing);
    const soft = softened(front);
    for (const [background, { difficulty, svg }] of Object.entries(backgrounds)) {
      const back = await draw(svg);
      made.push(compose(`${subject} on ${background}`, difficulty, soft, back));
    }
  }
  return made;
}

async function draw(body: string): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">${body}</svg>`;
  return sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
}

/** As a lens shows an edge: alpha averaged over 3 × 3 pixels, colours carried outwards over the clear ones. */
function softened(rgba: Uint8Array): Uint8Array {
  const { width, height } = SIZE;
  const result = Uint8Array.from(rgba);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const sums = [0, 0, 0, 0];
      for (const step of [-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1]) {
        const at = (y * width + x + step) * 4;
        const alpha = rgba[at + 3] ?? 0;
        for (let channel = 0; channel < 3; channel++)
          sums[channel] = (sums[channel] ?? 0) + (rgba[at + channel] ?? 0) * alpha;
        sums[3] = (sums[3] ?? 0) + alpha;
      }
      const total = sums[3] ?? 0;
      const at = (y * width + x) * 4;
      if (total > 0)
        for (let channel = 0; channel < 3; channel++) result[at + channel] = Math.round((sums[channel] ?? 0) / total);
      result[at + 3] = Math.round(total / 9);
    }
  }
  return result;
}

/** With the noise of a sensor (fixed sequence), two levels either way. */
function compose(name: string, difficulty: Composite['difficulty'], front: Uint8Array, back: Uint8Array): Composite {
  const { width, height } = SIZE;
  const truth = new Float32Array(width * height);
  const data = new Uint8Array(width * height * 4).fill(255);
  let state = 12_345;
  for (let at = 0; at < truth.length; at++) {
    const alpha = (front[at * 4 + 3] ?? 0) / 255;
    truth[at] = alpha;
    for (let channel = 0; channel < 3; channel++) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      const noise = (state / 2_147_483_648 - 0.5) * 4;
      const mixed = alpha * (front[at * 4 + channel] ?? 0) + (1 - alpha) * (back[at * 4 + channel] ?? 0);
      data[at * 4 + channel] = Math.max(0, Math.min(255, Math.round(mixed + noise)));
    }
  }
  return { name, difficulty, width, height, data, truth };
}

/** Intersection over union of what is more subject than background, and the mean difference of the shares. */
export function compareMattes(alpha: ArrayLike<number>, truth: Float32Array): { iou: number; meanError: number } {
  let both = 0;
  let either = 0;
  let error = 0;
  for (let at = 0; at < truth.length; at++) {
    const [found, real] = [(alpha[at] ?? 0) >= 0.5, (truth[at] ?? 0) >= 0.5];
    if (found && real) both++;
    if (found || real) either++;
    error += Math.abs((alpha[at] ?? 0) - (truth[at] ?? 0));
  }
  return { iou: either === 0 ? 1 : both / either, meanError: error / truth.length };
}

/** The result as people judge it: over a checkerboard. PNG. */
export async function onCheckerboard(rgba: Uint8Array, width: number, height: number): Promise<Buffer> {
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const isLight = (Math.floor((at % width) / 16) + Math.floor(at / width / 16)) % 2 === 0;
    const alpha = (rgba[at * 4 + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel++) {
      rgb[at * 3 + channel] = Math.round(alpha * (rgba[at * 4 + channel] ?? 0) + (1 - alpha) * (isLight ? 235 : 190));
    }
  }
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
