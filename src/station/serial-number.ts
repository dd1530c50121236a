export const SERIAL_MAX = 99_999_999;
/** Numbers that an authority gives; higher ones are those that unprepared tokens give themselves. */
export const HIGHEST_SERIAL = 9_999_999;

/** "00000042": how a serial number stands on the label. */
export function formatSerial(serial: number): string {
  return String(serial).padStart(8, "0");
}

/** A serial number with or without its leading zeros; undefined where the text is none. */
export function parseSerial(text: string): number | undefined {
  if (!/^\d{1,8}$/.test(text.trim())) return undefined;
  const serial = Number(text);
  return serial >= 1 && serial <= SERIAL_MAX ? serial : undefined;
}
