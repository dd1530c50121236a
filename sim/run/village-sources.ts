/** Simulated tokens as the station takes them: lying in a drawer until the page plugs them in. */
import type { UsbControl } from "../../hal/simulated/usb.js";
import type { TokenHands, TokenSource } from "../../src/station/server/reading/readings.js";
import { formatSerial } from "../../src/station/serial-number.js";
import type { Village } from "./village.js";

export function handsOf(control: { usb: UsbControl; button: { press(): void } }): TokenHands {
  let isPluggedIn = false;
  return {
    isPluggedIn: () => isPluggedIn,
    plug() {
      isPluggedIn = true;
    },
    unplug() {
      isPluggedIn = false;
      control.usb.unplug();
    },
    press: () => control.button.press(),
  };
}

/** @param follow  before a token's line is opened: lets the village arrive at the present */
export function villageSources(village: Village, follow: () => void = () => {}): TokenSource[] {
  return village.wearers().map(({ index, serial, name }) => ({
    id: `village-${index}`,
    label: `${formatSerial(serial)} – ${name}`,
    open() {
      follow();
      return Promise.resolve(village.plug(index));
    },
    hands: handsOf(village.tokens.find(({ person }) => person === index)!.control),
  }));
}
