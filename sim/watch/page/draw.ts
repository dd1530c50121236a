/** Draws the plan. */
import type { OpeningAnswer } from "../api.js";
import { STATE_LISTENS, STATE_WARNED } from "../frames.js";
import { OPEN_AIR } from "../plan.js";
import { type Camera, type Room } from "./camera.js";
import { type Pairs, drawLinks } from "./draw-links.js";
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
  pairs: Pairs;
  nowMs: number;
  paint: Paint;
}

/** Where everybody is drawn, in pixels of the page; NaN for those on the way. */
export interface Points {
  x: Float64Array;
  y: Float64Array;
  radius: number;
}

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
  drawLinks(context, picture, points);
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
