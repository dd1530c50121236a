/** The rows of the token's table, as the leaflet and the simulator say them. */
import type { SignalWords } from "./text.js";

export const signalsEn: SignalWords = {
  well: { blinks: "1 long", meaning: "All is well. Keep wearing it." },
  battery: { blinks: "2 short", meaning: "The battery is low. Charge it." },
  time: { blinks: "3 short", meaning: "It does not know the time. Take it to the health station." },
  faulty: { blinks: "4 short", meaning: "It is faulty. Take it to the health station." },
  warned: {
    blinks: "5 short",
    meaning: "You may have been near a case. Go to the health station or call.",
  },
  agreed: { blinks: "1 very long", meaning: "Thank you. Health staff may read the token." },
  asked: {
    blinks: "quick flickers",
    meaning: "Health staff ask to read the token. Press if you agree.",
  },
  reading: {
    blinks: "on and off evenly",
    meaning: "Health staff are reading it. Leave it plugged in.",
  },
  reminder: {
    blinks: "a glint once a minute",
    meaning: "There is news for you. Press to see it, away from a gate.",
  },
  charging: { blinks: "mostly dark", meaning: "On the charger: it is charging." },
  full: { blinks: "mostly lit", meaning: "On the charger: it is full. Unplug it." },
};
