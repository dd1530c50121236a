/** How full a token's cell is, by its voltage. */

/** Below it a LiPo cell is nearly empty. */
export const LOW_BATTERY_MV = 3500;

/** A LiPo cell is full at 4.2 V and empty at about 3.3 V; in between the curve is flat, so only four steps. */
export const BATTERY_STEPS_MV = [LOW_BATTERY_MV, 3650, 3800, 3950];

const CURVE_MV = [3300, 3650, 3800, 3950, 4200];

/** Between the steps it is a guess: to five percent, and on the charger somewhat high. */
export function batteryPercent(milliVolts: number): number {
  const above = CURVE_MV.findIndex((step) => milliVolts < step);
  if (above === 0) return 0;
  if (above < 0) return 100;
  const [low, high] = [CURVE_MV[above - 1]!, CURVE_MV[above]!];
  const quarters = above - 1 + (milliVolts - low) / (high - low);
  return Math.round((quarters * 25) / 5) * 5;
}
