/** Which part of the plan is seen, and how large. */
import type { Plan } from "../plan.js";

export interface Camera {
  /** Pixels for a metre of the plan. */
  scale: number;
  /** Where the plan's corner lies on the screen. */
  left: number;
  top: number;
}

export interface Room {
  width: number;
  height: number;
}

const MARGIN = 18;
/** The buttons stand under the plan. */
const MARGIN_BELOW = 50;
const MAX_SCALE = 80;

export function fit({ width, height }: Plan, room: Room): Camera {
  const free = { width: room.width - 2 * MARGIN, height: room.height - MARGIN - MARGIN_BELOW };
  const scale = Math.min(MAX_SCALE, free.width / width, free.height / height);
  return {
    scale,
    left: (room.width - width * scale) / 2,
    top: MARGIN / 2 + (free.height - height * scale) / 2,
  };
}

/** The point under the pointer stays under it. */
export function zoom(camera: Camera, factor: number, x: number, y: number, least: number): Camera {
  const scale = Math.min(MAX_SCALE, Math.max(least, camera.scale * factor));
  const grown = scale / camera.scale;
  return { scale, left: x - (x - camera.left) * grown, top: y - (y - camera.top) * grown };
}

export function pan(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, left: camera.left + dx, top: camera.top + dy };
}
