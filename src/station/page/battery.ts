/** How full a token's cell is, by its voltage. */
import { LOW_MV } from "../../wearer/battery.js";

/**
 * Of a small LiPo cell at rest, from empty to full in steps of a tenth: as Meshtastic's firmware has it for the WisMesh Tag, which has a
 * chip like the token's (variants/nrf52840/rak_wismeshtag/variant.h, OCV_ARRAY).
 */
const CURVE_MV = [3072, 3650, 3776, 3802, 3824, 3846, 3906, 3970, 4029, 4112, 4240];

/** Nearly empty, a fifth, half, four fifths: in between the curve is flat, so only four steps. */
export const BATTERY_STEPS_MV = [LOW_MV, CURVE_MV[2]!, CURVE_MV[5]!, CURVE_MV[8]!];

/** Between the steps it is a guess: to five percent, and on the charger somewhat high. */
export function batteryPercent(milliVolts: number): number {
  const above = CURVE_MV.findIndex((step) => milliVolts < step);
  if (above === 0) return 0;
  if (above < 0) return 100;
  const [low, high] = [CURVE_MV[above - 1]!, CURVE_MV[above]!];
  const tenths = above - 1 + (milliVolts - low) / (high - low);
  return Math.round((tenths * 10) / 5) * 5;
}
