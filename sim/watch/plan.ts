/**
 * Where the page draws what: a plan in which the empty land between places is folded away.
 *
 * A village is a kilometre wide and its people sit 60 cm apart, so a true map shows nothing of them. Places that adjoin keep
 * their true layout ("blocks"), blocks stand in rows in the order in which they lie from north to south and from west to east,
 * and large open grounds are drawn smaller. Places farther apart ("districts", which hear nothing of each other) stay apart.
 */
import type { PlaceKind } from "../town/places.js";
import type { WatchedPlace } from "./changes.js";

/** In metres of the plan. */
export interface Plan {
  width: number;
  height: number;
  /** By place. */
  spots: PlanSpot[];
  labels: PlanLabel[];
}

/** Names places of one kind that follow each other. */
export interface PlanLabel {
  kind: PlaceKind;
  /** The place, or the block above which there is room for it. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** A house of many rooms has no gaps: it stands in the place itself. */
  isInside: boolean;
}

export interface PlanSpot {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Metres of the plan for a true metre. */
  scale: number;
}

/** Places nearer to each other than this belong to one block, blocks to one district. */
const BLOCK_GAP_M = 12;
const DISTRICT_GAP_M = 150;
/** Between blocks and rows, in metres. */
const GAP = 4;
/** Above a row with a label and between districts, where the plan is about so wide. */
const LABEL_PX = 20;
const DISTRICT_GAP_PX = 36;
const SCREEN_PX = 900;
/** Longest side of an open ground. */
const MAX_GROUND = 30;
export const OPEN_AIR: ReadonlySet<PlaceKind> = new Set(["yard", "market", "field", "stop", "ground"]);
/** Widths that are tried, from the widest block to everything in one row. */
const TRIES = 60;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Block extends Box {
  places: number[];
  scale: number;
  /** Undefined where there are several. */
  kind: PlaceKind | undefined;
}

/** @param aspect  width through height of the room there is */
export function planOf(places: readonly WatchedPlace[], aspect: number): Plan {
  // Room for labels is wanted in pixels: a first plan tells how many metres that is.
  const { width, height } = layOut(places, aspect, GAP, GAP);
  const metresAPixel = Math.max(width, height * aspect) / SCREEN_PX;
  return layOut(places, aspect, LABEL_PX * metresAPixel, DISTRICT_GAP_PX * metresAPixel);
}

function layOut(
  places: readonly WatchedPlace[],
  aspect: number,
  labelGap: number,
  districtGap: number,
): Plan {
  const boxes = places.map(({ xCm, yCm, widthCm, depthCm }) => ({
    x: xCm / 100,
    y: yCm / 100,
    width: widthCm / 100,
    height: depthCm / 100,
  }));
  const districts = clusters(
    boxes,
    places.map((_, n) => n),
    DISTRICT_GAP_M,
  ).map((members) => {
    const blocks = clusters(boxes, members, BLOCK_GAP_M).map((inBlock): Block => {
      const around = boxAround(inBlock.map((n) => boxes[n]!));
      const isOpen = inBlock.every((n) => OPEN_AIR.has(places[n]!.kind));
      const longest = Math.max(...inBlock.map((n) => Math.max(boxes[n]!.width, boxes[n]!.height)));
      const scale = isOpen ? Math.min(1, MAX_GROUND / longest) : 1;
      const kinds = new Set(inBlock.map((n) => places[n]!.kind));
      return { ...around, places: inBlock, scale, kind: kinds.size === 1 ? [...kinds][0] : undefined };
    });
    const sizes = blocks.map(({ width, height, scale, kind }) => ({
      width: width * scale,
      height: height * scale,
      kind,
    }));
    return { blocks, sizes, ...bestRows(sizes, aspect, GAP, labelGap) };
  });
  const town = bestRows(
    districts.map(({ width, height }) => ({ width, height, kind: undefined })),
    aspect,
    districtGap,
    labelGap,
  );

  const spots: PlanSpot[] = [];
  const labels: Plan["labels"] = [];
  districts.forEach(({ blocks, sizes, at }, d) => {
    const origin = town.at[d]!;
    blocks.forEach((block, b) => {
      const x = origin.x + at[b]!.x;
      const y = origin.y + at[b]!.y;
      if (block.kind !== undefined && blocks[b - 1]?.kind !== block.kind)
        labels.push({
          kind: block.kind,
          x,
          y,
          width: sizes[b]!.width,
          height: sizes[b]!.height,
          isInside: false,
        });
      for (const n of block.places) {
        const box = boxes[n]!;
        spots[n] = {
          x: x + (box.x - block.x) * block.scale,
          y: y + (box.y - block.y) * block.scale,
          width: box.width * block.scale,
          height: box.height * block.scale,
          scale: block.scale,
        };
        if (block.kind === undefined) labels.push({ ...spots[n], kind: places[n]!.kind, isInside: true });
      }
    });
  });
  return { width: town.width, height: town.height, spots, labels };
}

/** A point of a place, in metres of the plan. */
export function pointOnPlan(
  plan: Plan,
  places: readonly WatchedPlace[],
  place: number,
  xCm: number,
  yCm: number,
) {
  const { x, y, scale } = plan.spots[place]!;
  const { xCm: left, yCm: top } = places[place]!;
  return { x: x + ((xCm - left) / 100) * scale, y: y + ((yCm - top) / 100) * scale };
}

/** Boxes that reach each other over gaps of at most `gap`, from north to south and then from west to east. */
function clusters(boxes: readonly Box[], members: readonly number[], gap: number): number[][] {
  const left = [...members].sort((a, b) => boxes[a]!.y - boxes[b]!.y || boxes[a]!.x - boxes[b]!.x);
  const found: number[][] = [];
  while (left.length > 0) {
    const cluster = [left.shift()!];
    for (let i = 0; i < cluster.length; i++) {
      const box = boxes[cluster[i]!]!;
      for (let j = 0; j < left.length;) {
        if (gapBetween(box, boxes[left[j]!]!) <= gap) cluster.push(...left.splice(j, 1));
        else j++;
      }
    }
    found.push(cluster);
  }
  return found;
}

function gapBetween(a: Box, b: Box): number {
  const gapX = Math.max(0, a.x - b.x - b.width, b.x - a.x - a.width);
  const gapY = Math.max(0, a.y - b.y - b.height, b.y - a.y - a.height);
  return Math.max(gapX, gapY);
}

function boxAround(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

interface Size {
  width: number;
  height: number;
  /** Undefined: it needs no label above it. */
  kind: PlaceKind | undefined;
}

interface Rows {
  width: number;
  height: number;
  at: { x: number; y: number }[];
}

/** In rows of the width that fills a room of this aspect best. */
function bestRows(sizes: readonly Size[], aspect: number, gap: number, labelGap: number): Rows {
  const widest = Math.max(0, ...sizes.map(({ width }) => width));
  const all = sizes.reduce((sum, { width }) => sum + width + gap, 0);
  let best: Rows | undefined;
  for (let n = 0; n <= TRIES; n++) {
    const rows = inRows(sizes, widest * (all / (widest || 1)) ** (n / TRIES), gap, labelGap);
    const room = (tried: Rows) => Math.max(tried.width, tried.height * aspect);
    if (best === undefined || room(rows) < room(best)) best = rows;
  }
  return best!;
}

/** Homes begin a row of their own; above a row in which something new begins there is room for its label. */
function inRows(sizes: readonly Size[], maxWidth: number, gap: number, labelGap: number): Rows {
  const rows: number[][] = [];
  let right = 0;
  const isNew = (n: number) => sizes[n - 1]?.kind !== sizes[n]!.kind;
  sizes.forEach(({ kind, width }, n) => {
    const startsHomes = isNew(n) && (kind === "home" || sizes[n - 1]?.kind === "home");
    if (n === 0 || right + width > maxWidth || startsHomes) {
      rows.push([]);
      right = 0;
    }
    rows.at(-1)!.push(n);
    right += width + gap;
  });

  const at: Rows["at"] = [];
  let [widest, bottom] = [0, 0];
  for (const row of rows) {
    const isLabelled = row.some((n) => isNew(n) && sizes[n]!.kind !== undefined);
    const y = bottom + (isLabelled ? Math.max(gap, labelGap) : row[0] === 0 ? 0 : gap);
    let x = 0;
    for (const n of row) {
      at[n] = { x, y };
      x += sizes[n]!.width + gap;
      bottom = Math.max(bottom, y + sizes[n]!.height);
    }
    widest = Math.max(widest, x - gap);
  }
  return { width: widest, height: bottom, at };
}
