import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { OpeningAnswer } from "../api.js";
import { type Camera, fit, pan, zoom } from "./camera.js";
import type { PlanSpot } from "../plan.js";
import type { Pairs } from "./draw-links.js";
import { type Points, createPoints, draw } from "./draw.js";
import { readPaint } from "./paint.js";
import type { Stage } from "./stage.js";
import { useText } from "./text.js";

/** Enough for gliding dots; a browser that draws in software keeps up. */
const DRAW_MS = 33;
const REACH_PX = 9;
const WHEEL = 0.0016;
const STEP = 1.5;

interface MapProps {
  opening: OpeningAnswer;
  stage: Stage;
  selected: number | undefined;
  onSelect: (person: number | undefined) => void;
  /** Called with a function that is to be called when a message has come. */
  onReady: (redraw: () => void) => void;
  /** Its legend. */
  children: ComponentChildren;
}

export function TownMap({ opening, stage, selected, onSelect, onReady, children }: MapProps) {
  const text = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pairs, setPairs] = useState<Pairs>({ isAll: false, place: undefined });
  /** What the drawing loop sees: always the latest. */
  const latest = useRef({ selected, text, pairs });
  latest.current = { selected, text, pairs };
  const map = useRef<ReturnType<typeof createMap>>(undefined);

  useEffect(() => {
    const made = createMap(canvas.current!, opening, stage, () => latest.current);
    map.current = made;
    onReady(made.redraw);
    return made.stop;
  }, [opening, stage]);
  useEffect(() => map.current?.redraw(), [selected, text, pairs]);

  return (
    <>
      <div class="map">
        <canvas
          ref={canvas}
          role="img"
          aria-label={text.map}
          onPointerDown={(event) => map.current!.grab(event)}
          onPointerMove={(event) => map.current!.drag(event)}
          onPointerUp={(event) => {
            const click = map.current!.letGo(event);
            if (click === undefined) return;
            onSelect(click.person);
            const place = click.person === undefined && click.place !== pairs.place ? click.place : undefined;
            setPairs({ ...pairs, place });
          }}
          onWheel={(event) => {
            event.preventDefault();
            map.current!.zoomAt(Math.exp(-event.deltaY * WHEEL), event.offsetX, event.offsetY);
          }}
        />
      </div>
      <div class="map-foot">
        {children}
        <button
          type="button"
          class="plain pairs"
          aria-pressed={pairs.isAll}
          title={text.pairsHint}
          onClick={() => setPairs({ isAll: !pairs.isAll, place: undefined })}
        >
          {text.pairs}
        </button>
        <Zoom onStep={(factor) => map.current!.zoomMiddle(factor)} onShowAll={() => map.current!.showAll()} />
      </div>
    </>
  );
}

/** Below the plan, not on it: nobody's dot lies under a button. */
function Zoom({ onStep, onShowAll }: { onStep: (factor: number) => void; onShowAll: () => void }) {
  const text = useText();
  return (
    <div class="zoom">
      <button type="button" class="plain" aria-label={text.zoomIn} onClick={() => onStep(STEP)}>
        +
      </button>
      <button type="button" class="plain" aria-label={text.zoomOut} onClick={() => onStep(1 / STEP)}>
        −
      </button>
      <button type="button" class="plain" onClick={onShowAll}>
        {text.showAll}
      </button>
    </div>
  );
}

interface Clicked {
  person: number | undefined;
  place: number | undefined;
}

type Latest = Pick<Parameters<typeof draw>[1], "selected" | "text" | "pairs">;

/** The canvas and what is done to it; outside the component, because it changes many times a second. */
function createMap(canvas: HTMLCanvasElement, opening: OpeningAnswer, stage: Stage, latest: () => Latest) {
  const context = canvas.getContext("2d")!;
  const paint = readPaint();
  const points: Points = createPoints(opening.people.length);
  let room = { width: 1, height: 1 };
  let camera: Camera = fit(stage.plan, room);
  /** As long as nobody has moved it, the whole plan is shown whatever the window's size. */
  let isWhole = true;
  let lastDrawnMs = -Infinity;
  let isAsked = false;
  let grabbed: { x: number; y: number; isDragged: boolean } | undefined;

  function repaint(nowMs: number): void {
    isAsked = false;
    if (nowMs - lastDrawnMs < DRAW_MS) {
      redraw();
      return;
    }
    lastDrawnMs = nowMs;
    const pixelRatio = devicePixelRatio;
    draw(context, { ...latest(), opening, stage, room, pixelRatio, camera, nowMs, paint }, points);
    if (nowMs < stage.busyUntilMs()) redraw();
  }

  function redraw(): void {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(repaint);
  }

  function show(next: Camera, whole = false): void {
    camera = next;
    isWhole = whole;
    redraw();
  }

  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = canvas;
    room = { width, height };
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    if (isWhole) camera = fit(stage.plan, room);
    lastDrawnMs = -Infinity;
    redraw();
  });
  observer.observe(canvas);

  function nearest(x: number, y: number): number | undefined {
    let best: number | undefined;
    let bestSquare = (points.radius + REACH_PX) ** 2;
    for (let person = 0; person < points.x.length; person++) {
      const square = (points.x[person]! - x) ** 2 + (points.y[person]! - y) ** 2;
      if (square < bestSquare) [best, bestSquare] = [person, square];
    }
    return best;
  }

  function placeAt(x: number, y: number): number | undefined {
    const [planX, planY] = [(x - camera.left) / camera.scale, (y - camera.top) / camera.scale];
    const isInside = (spot: PlanSpot) =>
      planX >= spot.x && planX <= spot.x + spot.width && planY >= spot.y && planY <= spot.y + spot.height;
    const place = stage.plan.spots.findIndex(isInside);
    return place < 0 ? undefined : place;
  }

  const leastScale = () => fit(stage.plan, room).scale;
  const zoomAt = (factor: number, x: number, y: number) => show(zoom(camera, factor, x, y, leastScale()));

  return {
    redraw,
    zoomAt,
    /** About whoever is chosen, if to be seen; they move to the middle. */
    zoomMiddle(factor: number) {
      const { selected = -1 } = latest();
      const [middleX, middleY] = [room.width / 2, room.height / 2];
      const [x = NaN, y = NaN] = [points.x[selected], points.y[selected]];
      if (factor > 1 && x >= 0 && x <= room.width && y >= 0 && y <= room.height)
        camera = pan(camera, middleX - x, middleY - y);
      zoomAt(factor, middleX, middleY);
    },
    showAll: () => show(fit(stage.plan, room), true),
    grab(event: PointerEvent) {
      canvas.setPointerCapture(event.pointerId);
      grabbed = { x: event.offsetX, y: event.offsetY, isDragged: false };
    },
    drag({ offsetX, offsetY }: PointerEvent) {
      if (grabbed === undefined) {
        canvas.style.cursor = nearest(offsetX, offsetY) === undefined ? "grab" : "pointer";
        return;
      }
      const [dx, dy] = [offsetX - grabbed.x, offsetY - grabbed.y];
      if (!grabbed.isDragged && Math.hypot(dx, dy) < 4) return;
      grabbed = { x: offsetX, y: offsetY, isDragged: true };
      canvas.style.cursor = "grabbing";
      show(pan(camera, dx, dy));
    },
    /** Where it was no drag: who and which place was clicked on, if any. */
    letGo({ offsetX, offsetY }: PointerEvent): Clicked | undefined {
      const wasDragged = grabbed?.isDragged ?? true;
      grabbed = undefined;
      return wasDragged ? undefined : { person: nearest(offsetX, offsetY), place: placeAt(offsetX, offsetY) };
    },
    stop() {
      observer.disconnect();
    },
  };
}
