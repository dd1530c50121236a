/** Draws who hears whom: lines, or sums where there would be too many lines to be read. */
import type { OpeningAnswer } from "../api.js";
import { WITH_OWNER, linkEnds } from "../frames.js";
import type { Camera } from "./camera.js";
import { type LinkGroup, groupKey, groupLinks, isCrowded, isWithin } from "./groups.js";
import type { Paint } from "./paint.js";
import { type Stage, leftAt } from "./stage.js";
import type { Catalogue } from "./vi.js";

/** Where links are shown one by one. */
export interface Pairs {
  /** Everywhere. */
  isAll: boolean;
  /** In this place, and from it to others. */
  place: number | undefined;
}

interface LinksPicture {
  opening: OpeningAnswer;
  stage: Stage;
  camera: Camera;
  text: Catalogue;
  selected: number | undefined;
  pairs: Pairs;
  paint: Paint;
}

interface Points {
  x: Float64Array;
  y: Float64Array;
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
/** A room in which everybody is near to four others is as dark as it gets. */
const DARKEST = { nearForEach: 4, alpha: 0.3 };

/** @param points  where people are drawn, NaN for those on the way */
export function drawLinks(context: CanvasRenderingContext2D, picture: LinksPicture, points: Points): void {
  const { stage, pairs } = picture;
  const { links, place, devicePlace } = stage.view();
  const placeOf = (person: number) =>
    devicePlace[person] === WITH_OWNER ? place[person]! : devicePlace[person]!;
  const groups = groupLinks(links, placeOf);
  const isSummed = (group: LinkGroup) =>
    !pairs.isAll && isCrowded(group) && !group.places.includes(pairs.place ?? -1);
  drawSums(context, picture, [...groups.values()].filter(isSummed));
  drawLines(context, picture, lineEnds(picture, points), (link) => {
    const group = groups.get(groupKey(link, placeOf) ?? -1);
    return group !== undefined && isSummed(group);
  });
}

/** A link ends at the device, which may lie at home. */
function lineEnds({ opening, stage, camera }: LinksPicture, points: Points): Points {
  const isAnyLeft = stage.view().devicePlace.some((place) => place >= 0);
  if (!isAnyLeft) return points;
  const ends = { x: points.x.slice(), y: points.y.slice() };
  for (let person = 0; person < ends.x.length; person++) {
    const at = leftAt(stage, opening, person);
    if (at === undefined) continue;
    ends.x[person] = camera.left + at.x * camera.scale;
    ends.y[person] = camera.top + at.y * camera.scale;
  }
  return ends;
}

function drawLines(
  context: CanvasRenderingContext2D,
  { stage, selected, paint }: LinksPicture,
  ends: Points,
  isSummed: (link: number) => boolean,
): void {
  const ofSelected: [number, number, number][] = [];
  for (const number of [1, 2, 3] as const) {
    let count = 0;
    context.beginPath();
    for (const [key, link] of stage.view().links) {
      if (link !== number) continue;
      const [a, b] = linkEnds(key);
      if (a === selected || b === selected) ofSelected.push([a, b, number]);
      else if (!isSummed(key)) {
        count++;
        line(context, ends, a, b);
      }
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

/** A room is the darker the more near pairs each of its people has; two rooms are joined by one line. */
function drawSums(context: CanvasRenderingContext2D, picture: LinksPicture, groups: LinkGroup[]): void {
  const { stage, camera, text, paint } = picture;
  const { scale, left, top } = camera;
  const people = new Map<number, number>();
  for (const place of stage.view().place) people.set(place, (people.get(place) ?? 0) + 1);
  const boxOf = (place: number) => {
    const { x, y, width, height } = stage.plan.spots[place]!;
    return { x: left + x * scale, y: top + y * scale, width: width * scale, height: height * scale };
  };

  for (const { places, near } of groups.filter(isWithin)) {
    const { x, y, width, height } = boxOf(places[0]);
    const nearForEach = (2 * near) / Math.max(1, people.get(places[0]) ?? 0);
    context.globalAlpha = DARKEST.alpha * Math.min(1, nearForEach / DARKEST.nearForEach);
    context.fillStyle = paint.near;
    context.fillRect(x, y, width, height);
  }
  for (const { places, links, strongest } of groups.filter((group) => !isWithin(group))) {
    const [from, to] = places.map(boxOf) as [ReturnType<typeof boxOf>, ReturnType<typeof boxOf>];
    const { colour, alpha } = LINK_STYLES[strongest as 1 | 2 | 3];
    context.globalAlpha = alpha;
    context.strokeStyle = paint[colour];
    context.lineWidth = Math.log2(links) / 2;
    context.beginPath();
    context.moveTo(from.x + from.width / 2, from.y + from.height / 2);
    context.lineTo(to.x + to.width / 2, to.y + to.height / 2);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.font = paint.labelFont;
  for (const { places, links, near } of groups.filter(isWithin)) {
    const { x, y, width, height } = boxOf(places[0]);
    const words = [text.pairsLong(near, links), text.pairsShort(near, links)];
    const word = words.find((one) => context.measureText(one).width <= width);
    if (word === undefined) continue;
    context.fillStyle = paint.ink;
    context.fillText(word, x + width - context.measureText(word).width - 2, y + height - 3);
  }
}
