import type { Mesh } from '../mesh/closed-mesh.ts';

/** Where the picture is taken from: an orbit around the origin. */
export interface Camera {
  /** Radians: 0 looks at the front, growing as the body turns its right side to us. */
  yaw: number;
  /** Radians above the horizon. */
  pitch: number;
  /** Distance from the origin in lengths of the body; null: parallel projection. */
  distance: number | null;
  /** Lengths of the body that fit into the picture's height at the origin. */
  span: number;
}

export interface Raster {
  width: number;
  height: number;
  /** Distance to the eye, negated: larger is nearer; -Infinity where nothing is. */
  depth: Float32Array;
  /** R G B bytes of the texture; unlit. */
  colour: Uint8Array;
  /** Three numbers per pixel: the normal as the camera sees it (x right, y up, z to the eye). */
  normal: Float32Array;
}

interface Texture {
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * Triangles to pixels with a depth buffer: edge functions at pixel centres, attributes interpolated over 1/w so that
 * perspective bends no texture (Heckbert & Moreton 1991), back faces left out.
 */
export function rasterise(mesh: Mesh, texture: Texture, camera: Camera, width: number, height: number): Raster {
  const view = viewed(mesh, camera, width, height);
  const raster: Raster = {
    width,
    height,
    depth: new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY),
    colour: new Uint8Array(width * height * 3),
    normal: new Float32Array(width * height * 3),
  };
  const { indices } = mesh;
  for (let at = 0; at < indices.length; at += 3) {
    drawTriangle(raster, view, mesh.uvs, texture, indices[at] ?? 0, indices[at + 1] ?? 0, indices[at + 2] ?? 0);
  }
  return raster;
}

interface View {
  /** Per vertex: x and y in pixels, 1/w, depth. */
  points: Float64Array;
  /** Per vertex: the normal in the camera's axes. */
  normals: Float32Array;
}

function viewed(
  { positions, normals }: Mesh,
  { yaw, pitch, distance, span }: Camera,
  width: number,
  height: number,
): View {
  const [cosYaw, sinYaw, cosPitch, sinPitch] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  const count = positions.length / 3;
  const points = new Float64Array(count * 4);
  const turned = new Float32Array(count * 3);
  const pixels = height / span;
  const turn = (source: Float32Array, at: number): [number, number, number] => {
    const [x, y, z] = [source[at * 3] ?? 0, source[at * 3 + 1] ?? 0, source[at * 3 + 2] ?? 0];
    const side = x * cosYaw - z * sinYaw;
    const front = x * sinYaw + z * cosYaw;
    return [side, y * cosPitch - front * sinPitch, y * sinPitch + front * cosPitch];
  };
  for (let at = 0; at < count; at++) {
    const [x, y, z] = turn(positions, at);
    const inverse = distance === null ? 1 : distance / (distance - z);
    points.set([width / 2 + x * pixels * inverse, height / 2 - y * pixels * inverse, inverse, z], at * 4);
    turned.set(turn(normals, at), at * 3);
  }
  return { points, normals: turned };
}

function drawTriangle(
  raster: Raster,
  { points, normals }: View,
  uvs: Float32Array,
  texture: Texture,
  a: number,
  b: number,
  c: number,
): void {
  const { width, height, depth, colour, normal } = raster;
  const [ax, ay, aw, az] = [points[a * 4] ?? 0, points[a * 4 + 1] ?? 0, points[a * 4 + 2] ?? 0, points[a * 4 + 3] ?? 0];
  const [bx, by, bw, bz] = [points[b * 4] ?? 0, points[b * 4 + 1] ?? 0, points[b * 4 + 2] ?? 0, points[b * 4 + 3] ?? 0];
  const [cx, cy, cw, cz] = [points[c * 4] ?? 0, points[c * 4 + 1] ?? 0, points[c * 4 + 2] ?? 0, points[c * 4 + 3] ?? 0];
  // Y points down in pixels, so counter-clockwise outside means a negative area here.
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (area >= 0) return;
  const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
  const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5, y + 0.5];
      const shareA = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area;
      const shareB = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area;
      const shareC = 1 - shareA - shareB;
      if (shareA < 0 || shareB < 0 || shareC < 0) continue;
      const w = shareA * aw + shareB * bw + shareC * cw;
      const [pa, pb, pc] = [(shareA * aw) / w, (shareB * bw) / w, (shareC * cw) / w];
      const z = pa * az + pb * bz + pc * cz;
      const at = y * width + x;
      if (z <= (depth[at] ?? 0)) continue;
      depth[at] = z;
      const u = pa * (uvs[a * 2] ?? 0) + pb * (uvs[b * 2] ?? 0) + pc * (uvs[c * 2] ?? 0);
      const v = pa * (uvs[a * 2 + 1] ?? 0) + pb * (uvs[b * 2 + 1] ?? 0) + pc * (uvs[c * 2 + 1] ?? 0);
      sampleTexture(texture, u, v, colour, at * 3);
      for (let axis = 0; axis < 3; axis++) {
        normal[at * 3 + axis] =
          pa * (normals[a * 3 + axis] ?? 0) + pb * (normals[b * 3 + axis] ?? 0) + pc * (normals[c * 3 + axis] ?? 0);
      }
    }
  }
}

/** Bilinear. */
function sampleTexture(
  { data, width, height }: Texture,
  u: number,
  v: number,
  target: Uint8Array,
  offset: number,
): void {
  const x = Math.max(0, Math.min(width - 1.001, u * width - 0.5));
  const y = Math.max(0, Math.min(height - 1.001, v * height - 0.5));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const first = (top * width + left) * 3;
  const second = first + (height > 1 ? width * 3 : 0);
  for (let channel = 0; channel < 3; channel++) {
    const upper = (data[first + channel] ?? 0) * (1 - fx) + (data[first + 3 + channel] ?? 0) * fx;
    const lower = (data[second + channel] ?? 0) * (1 - fx) + (data[second + 3 + channel] ?? 0) * fx;
    target[offset + channel] = upper * (1 - fy) + lower * fy + 0.5;
  }
}
