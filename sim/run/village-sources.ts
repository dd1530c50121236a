/** A village's tokens as the station takes them: lying in a drawer until the page plugs them in. */
import type { TokenSource } from "../../src/station/server/reading/readings.js";
import { formatSerial } from "../../src/station/serial-number.js";
import type { Village } from "./village.js";

/** @param follow  before a token is plugged in: lets the village arrive at the present */
export function villageSources(village: Village, follow: () => void = () => {}): TokenSource[] {
  return village.wearers().map(({ index, serial, name }) => {
    const { usb, button } = village.tokens.find(({ person }) => person === index)!.control;
    let isPluggedIn = false;
    return {
      id: `village-${index}`,
      label: `${formatSerial(serial)} – ${name}`,
      open() {
        follow();
        return Promise.resolve(village.plug(index));
      },
      hands: {
        isPluggedIn: () => isPluggedIn,
        plug() {
          isPluggedIn = true;
        },
        unplug() {
          isPluggedIn = false;
          usb.unplug();
        },
        press: () => button.press(),
      },
    };
  });
}
