/**
 * Minimum cut of a picture's grid with eight neighbours, by two search trees that are kept from path to path:
 * Boykov & Kolmogorov, "An Experimental Comparison of Min-Cut/Max-Flow Algorithms for Energy Minimization in Vision",
 * PAMI 2004. Capacities are whole numbers, so the sums are exact and the search ends.
 */
export interface Grid {
  width: number;
  height: number;
}

/** Cost of a cut between two neighbours, at (x, y) and (x + dx, y + dy); whole, 0 or more. */
export type EdgeCost = (from: number, to: number, isDiagonal: boolean) => number;

const FREE = 0;
const SOURCE = 1;
const SINK = 2;
const ROOT = 8;
const ORPHAN = 9;
const NONE = 10;

/**
 * Which pixels stay with the source (1) in the cheapest cut.
 * @param terminal per pixel: cost of giving it to the sink minus cost of giving it to the source; whole numbers.
 */
export function minimumCut(grid: Grid, terminal: Int32Array, edgeCost: EdgeCost): Uint8Array {
  // A rim without edges spares the search every question about the picture's border.
  const stride = grid.width + 2;
  const nodes = stride * (grid.height + 2);
  const offsets = [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1];
  const opposite = (direction: number) => 7 - direction;
  const capacity = new Int32Array(nodes * 8);
  const rest = new Int32Array(nodes);
  const tree = new Uint8Array(nodes);
  const parent = new Uint8Array(nodes).fill(NONE);
  const stamp = new Int32Array(nodes);
  const distance = new Int32Array(nodes);
  const nodeOf = (pixel: number) => (Math.floor(pixel / grid.width) + 1) * stride + (pixel % grid.width) + 1;

  const active = new Int32Array(nodes + 1);
  const isActive = new Uint8Array(nodes);
  let head = 0;
  let tail = 0;
  const activate = (node: number) => {
    if (isActive[node] === 1) return;
    isActive[node] = 1;
    active[tail] = node;
    tail = (tail + 1) % active.length;
  };

  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const pixel = y * grid.width + x;
      const node = nodeOf(pixel);
      for (let direction = 4; direction < 8; direction++) {
        const dx = direction === 4 ? 1 : direction - 6;
        const dy = direction === 4 ? 0 : 1;
        if (x + dx < 0 || x + dx >= grid.width || y + dy >= grid.height) continue;
        const cost = edgeCost(pixel, pixel + dy * grid.width + dx, dx !== 0 && dy !== 0);
        capacity[node * 8 + direction] = cost;
        capacity[(node + (offsets[direction] ?? 0)) * 8 + opposite(direction)] = cost;
      }
      const value = terminal[pixel] ?? 0;
      rest[node] = value;
      if (value === 0) continue;
      tree[node] = value > 0 ? SOURCE : SINK;
      parent[node] = ROOT;
      distance[node] = 1;
      activate(node);
    }
  }

  let time = 0;
  const orphans: number[] = [];
  const get = (array: Int32Array | Uint8Array, at: number): number => array[at] ?? 0;
  /** What can still flow from the source's side towards `node`'s child, or on to the sink. */
  const residual = (node: number, direction: number, side: number): number => {
    const other = node + (offsets[direction] ?? 0);
    return side === SOURCE ? get(capacity, node * 8 + direction) : get(capacity, other * 8 + opposite(direction));
  };

  /** Grows the trees until they touch; the touching node of the source's tree and the direction, or null. */
  const grow = (): [number, number] | null => {
    while (head !== tail) {
      const node = get(active, head);
      const side = get(tree, node);
      if (side !== FREE) {
        for (let direction = 0; direction < 8; direction++) {
          if (residual(node, direction, side) === 0) continue;
          const other = node + (offsets[direction] ?? 0);
          const otherSide = get(tree, other);
          if (otherSide === FREE) {
            tree[other] = side;
            parent[other] = opposite(direction);
            stamp[other] = get(stamp, node);
            distance[other] = get(distance, node) + 1;
            activate(other);
          } else if (otherSide !== side) {
            return side === SOURCE ? [node, direction] : [other, opposite(direction)];
          } else if (get(stamp, other) <= get(stamp, node) && get(distance, other) > get(distance, node) + 1) {
            // A shorter way to the root.
            parent[other] = opposite(direction);
            stamp[other] = get(stamp, node);
            distance[other] = get(distance, node) + 1;
          }
        }
      }
      isActive[node] = 0;
      head = (head + 1) % active.length;
    }
    return null;
  };

  const orphan = (node: number) => {
    parent[node] = ORPHAN;
    orphans.push(node);
  };

  const augment = (node: number, direction: number) => {
    const far = node + (offsets[direction] ?? 0);
    let flow = get(capacity, node * 8 + direction);
    for (let at = node; ; ) {
      const up = get(parent, at);
      if (up === ROOT) {
        flow = Math.min(flow, get(rest, at));
        break;
      }
      const above = at + (offsets[up] ?? 0);
      flow = Math.min(flow, get(capacity, above * 8 + opposite(up)));
      at = above;
    }
    for (let at = far; ; ) {
      const up = get(parent, at);
      if (up === ROOT) {
        flow = Math.min(flow, -get(rest, at));
        break;
      }
      flow = Math.min(flow, get(capacity, at * 8 + up));
      at += offsets[up] ?? 0;
    }

    const push = (from: number, way: number): boolean => {
      const to = from + (offsets[way] ?? 0);
      const left = get(capacity, from * 8 + way) - flow;
      capacity[from * 8 + way] = left;
      capacity[to * 8 + opposite(way)] = get(capacity, to * 8 + opposite(way)) + flow;
      return left === 0;
    };
    push(node, direction);
    for (let at = node; ; ) {
      const up = get(parent, at);
      if (up === ROOT) {
        rest[at] = get(rest, at) - flow;
        if (get(rest, at) === 0) orphan(at);
        break;
      }
      const above = at + (offsets[up] ?? 0);
      if (push(above, opposite(up))) orphan(at);
      at = above;
    }
    for (let at = far; ; ) {
      const up = get(parent, at);
      if (up === ROOT) {
        rest[at] = get(rest, at) + flow;
        if (get(rest, at) === 0) orphan(at);
        break;
      }
      const below = at + (offsets[up] ?? 0);
      if (push(at, up)) orphan(at);
      at = below;
    }
  };

  /** Steps to the root, or infinity when the way up ends at an orphan; marks the way for later questions. */
  const stepsToRoot = (from: number): number => {
    let steps = 0;
    for (let at = from; ; ) {
      if (get(stamp, at) === time) {
        steps += get(distance, at);
        break;
      }
      const up = get(parent, at);
      steps++;
      if (up === ROOT) {
        stamp[at] = time;
        distance[at] = 1;
        break;
      }
      if (up >= ORPHAN) return Number.POSITIVE_INFINITY;
      at += offsets[up] ?? 0;
    }
    let left = steps;
    for (let at = from; get(stamp, at) !== time; at += offsets[get(parent, at)] ?? 0) {
      stamp[at] = time;
      distance[at] = left--;
    }
    return steps;
  };

  const adopt = (node: number) => {
    const side = get(tree, node);
    let best = Number.POSITIVE_INFINITY;
    let bestWay = NONE;
    for (let direction = 0; direction < 8; direction++) {
      const other = node + (offsets[direction] ?? 0);
      if (get(tree, other) !== side || residual(other, opposite(direction), side) === 0) continue;
      const up = get(parent, other);
      if (up >= ORPHAN) continue;
      const steps = stepsToRoot(other);
      if (steps < best) {
        best = steps;
        bestWay = direction;
      }
    }
    if (bestWay !== NONE) {
      parent[node] = bestWay;
      stamp[node] = time;
      distance[node] = best + 1;
      return;
    }
    for (let direction = 0; direction < 8; direction++) {
      const other = node + (offsets[direction] ?? 0);
      if (get(tree, other) !== side) continue;
      if (residual(other, opposite(direction), side) > 0) activate(other);
      if (get(parent, other) === opposite(direction)) orphan(other);
    }
    tree[node] = FREE;
    parent[node] = NONE;
  };

  for (let touch = grow(); touch !== null; touch = grow()) {
    time++;
    augment(...touch);
    for (let at = 0; at < orphans.length; at++) adopt(orphans[at] ?? 0);
    orphans.length = 0;
  }

  const result = new Uint8Array(grid.width * grid.height);
  for (let pixel = 0; pixel < result.length; pixel++) result[pixel] = tree[nodeOf(pixel)] === SOURCE ? 1 : 0;
  return result;
}
