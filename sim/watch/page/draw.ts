/** Draws the plan. */
import type { OpeningAnswer } from "../api.js";
import { STATE_LISTENS, STATE_WARNED, linkEnds } from "../frames.js";
import { OPEN_AIR } from "../plan.js";
import { type Camera, type Room } from "./camera.js";
import type { Paint } from "./paint.js";
import { type Stage, leftAt } from "./stage.js";
import type { Catalogue } from "./vi.js";

export interface Picture {
  opening: OpeningAnswer;
  stage: Stage;
  room: Room;
  /** Of the screen: pixels of the canvas for one of the page. */
  pixelRatio: number;
  camera: Camera;
  text: Catalogue;
  selected: number | undefined;
  nowMs: number;
  paint: Paint;
}

/** Where everybody is drawn, in pixels of the page; NaN for those on the way. */
export interface Points {
  x: Float64Array;
  y: Float64Array;
  radius: number;
}

/** Far first, so that near ones lie on top; what is chosen shines through the rest. */
const LINK_STYLES = [
  undefined,
  { colour: "far", width: 0.7, alpha: 0.4 },
  { colour: "mid", width: 1, alpha: 0.55 },
  { colour: "near", width: 1.4, alpha: 0.6 },
] as const;
/** So many links of one kind are drawn as they are; of more each is fainter, so that people stay to be seen. */
const MANY_LINKS = 2_500;
const FAINTEST = 0.25;
/** Beside somebody who is chosen. */
const FADED = 0.3;

export function createPoints(people: number): Points {
  return { x: new Float64Array(people), y: new Float64Array(people), radius: 0 };
}

/** Draws everything and leaves in `points` where people are. */
export function draw(context: CanvasRenderingContext2D, picture: Picture, points: Points): void {
  const { room, pixelRatio, camera, stage, nowMs } = picture;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, room.width, room.height);
  stage.positions(nowMs, points.x, points.y);
  for (let person = 0; person < points.x.length; person++) {
    points.x[person] = camera.left + points.x[person]! * camera.scale;
    points.y[person] = camera.top + points.y[person]! * camera.scale;
  }
  points.radius = Math.min(9, Math.max(2.1, camera.scale * 0.24));
  drawPlaces(context, picture);
  const ends = linkPoints(picture, points);
  drawLinks(context, picture, ends);
  drawPeople(context, picture, points);
  drawLeft(context, picture, points);
}

function drawPlaces(
  context: CanvasRenderingContext2D,
  { opening, stage, camera, text, room, paint }: Picture,
): void {
  const { scale, left, top } = camera;
  const { spots } = stage.plan;
  context.lineWidth = 1;
  context.strokeStyle = paint.wall;
  opening.places.forEach(({ kind }, n) => {
    const { x, y, width, height } = spots[n]!;
    const box = [left + x * scale, top + y * scale, width * scale, height * scale] as const;
    if (box[0] > room.width || box[1] > room.height || box[0] + box[2] < 0 || box[1] + box[3] < 0) return;
    context.beginPath();
    context.roundRect(...box, Math.min(5, (Math.min(width, height) * scale) / 5));
    context.fillStyle = OPEN_AIR.has(kind) ? paint.ground : paint.surface;
    context.fill();
    if (!OPEN_AIR.has(kind)) context.stroke();
  });
  drawLabels(context, { stage, camera, text, paint });
}

/** Above a row where there is room, otherwise at the foot of the place, where nobody sits; or not at all. */
function drawLabels(
  context: CanvasRenderingContext2D,
  { stage, camera, text, paint }: Pick<Picture, "stage" | "camera" | "text" | "paint">,
): void {
  const { scale, left, top } = camera;
  context.font = paint.labelFont;
  context.fillStyle = paint.quiet;
  let lastRight = -Infinity;
  let lastBase = NaN;
  for (const { kind, x, y, width, height, isInside } of stage.plan.labels) {
    const word = text.places[kind];
    const room = context.measureText(word).width;
    const from = left + x * scale;
    const to = from + width * scale;
    const base = top + y * scale - 5;
    const at = base === lastBase ? Math.max(from, lastRight + 8) : from;
    if (!isInside && (at === from || at + room <= to)) {
      context.fillText(word, at, base);
      [lastRight, lastBase] = [at + room, base];
    } else if (room + 10 <= to - from && height * scale > 30) {
      context.fillText(word, from + 5, top + (y + height) * scale - 5);
    }
  }
}

/** A link ends at the device, which may lie at home. */
function linkPoints({ opening, stage, camera }: Picture, points: Points): Points {
  const isAnyLeft = stage.view().devicePlace.some((place) => place >= 0);
  if (!isAnyLeft) return points;
  const ends = { ...points, x: points.x.slice(), y: points.y.slice() };
  for (let person = 0; person < ends.x.length; person++) {
    const at = leftAt(stage, opening, person);
    if (at === undefined) continue;
    ends.x[person] = camera.left + at.x * camera.scale;
    ends.y[person] = camera.top + at.y * camera.scale;
  }
  return ends;
}

function drawLinks(
  context: CanvasRenderingContext2D,
  { stage, selected, paint }: Picture,
  ends: Points,
): void {
  const ofSelected: [number, number, number][] = [];
  for (const number of [1, 2, 3] as const) {
    let count = 0;
    context.beginPath();
    for (const [key, link] of stage.view().links) {
      if (link !== number) continue;
      count++;
      const [a, b] = linkEnds(key);
      if (a === selected || b === selected) ofSelected.push([a, b, number]);
      else line(context, ends, a, b);
    }
    const { colour, width, alpha } = LINK_STYLES[number];
    context.strokeStyle = paint[colour];
    context.lineWidth = width;
    const crowd = Math.min(1, Math.max(FAINTEST, MANY_LINKS / count));
    context.globalAlpha = alpha * crowd * (selected === undefined ? 1 : FADED);
    context.stroke();
  }
  context.globalAlpha = 1;
  for (const [a, b, number] of ofSelected) {
    const { colour, width } = LINK_STYLES[number as 1 | 2 | 3];
    context.beginPath();
    line(context, ends, a, b);
    context.strokeStyle = paint[colour];
    context.lineWidth = width + 0.6;
    context.stroke();
  }
}

function line(context: CanvasRenderingContext2D, { x, y }: Points, a: number, b: number): void {
  if (Number.isNaN(x[a]!) || Number.isNaN(x[b]!)) return;
  context.moveTo(x[a]!, y[a]!);
  context.lineTo(x[b]!, y[b]!);
}

function drawPeople(context: CanvasRenderingContext2D, picture: Picture, points: Points): void {
  const { opening, stage, selected, nowMs, paint } = picture;
  const { x, y, radius } = points;
  const { states } = stage.view();
  const circle = (person: number, r: number) => {
    context.beginPath();
    context.arc(x[person]!, y[person]!, r, 0, 2 * Math.PI);
  };
  opening.people.forEach(({ device }, person) => {
    if (Number.isNaN(x[person]!)) return;
    const listens = (states[person]! & STATE_LISTENS) !== 0;
    const isLit = stage.isFlashing(person, nowMs);
    if (isLit) {
      circle(person, radius * 2 + 4);
      context.fillStyle = paint.litGlow;
      context.fill();
    }
    circle(person, isLit ? radius + 1 : radius);
    context.fillStyle = isLit
      ? paint.lit
      : device === "none"
        ? paint.surface
        : colourOf(paint, device, listens);
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = device === "none" ? paint.asleep : paint.surface;
    if (device === "none" || radius > 3) context.stroke();
    if ((states[person]! & STATE_WARNED) !== 0) {
      circle(person, radius + 2.5);
      context.strokeStyle = paint.near;
      context.lineWidth = 1.6;
      context.stroke();
    }
  });
  if (selected === undefined || Number.isNaN(x[selected]!)) return;
  circle(selected, radius + 4);
  context.strokeStyle = paint.ink;
  context.lineWidth = 2;
  context.stroke();
}

/** Devices that lie somewhere else than their owners: small squares. */
function drawLeft(
  context: CanvasRenderingContext2D,
  { opening, stage, camera, paint }: Picture,
  points: Points,
): void {
  const side = Math.max(4, points.radius * 1.5);
  opening.people.forEach(({ device }, person) => {
    if (device === "none") return;
    const at = leftAt(stage, opening, person);
    if (at === undefined) return;
    const listens = (stage.view().states[person]! & STATE_LISTENS) !== 0;
    context.fillStyle = colourOf(paint, device, listens);
    const [x, y] = [camera.left + at.x * camera.scale, camera.top + at.y * camera.scale];
    context.fillRect(x - side / 2, y - side / 2, side, side);
  });
}

function colourOf(paint: Paint, device: string, listens: boolean): string {
  if (device !== "token") return paint.phone;
  return listens ? paint.accent : paint.asleep;
}
