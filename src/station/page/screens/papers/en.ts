/** Papers in English. */
import type { papers as vi } from "./vi.js";

export const papers: typeof vi = {
  title: "Papers",
  lead: "Choose a paper: it opens in a new tab of the browser; print it there.",
  name: "The unit’s name, as it shall be printed",
  phone: "Telephone number that wearers shall call",
  keep: "Remember for next time",
  kept: "Remembered.",
  missing: "Enter the unit’s name and telephone number first.",
  kinds: {
    leaflet: ["Leaflet for wearers", "A5, both sides: how to wear it, what the light says"],
    broadcast: ["Loudspeaker script", "To be read twice a day"],
    sms: ["Text messages", "With their length and how many are charged"],
    questions: ["Frequent questions", "For whoever answers the telephone"],
    notice: ["Notice on personal data", "To be put up where tokens are handed out"],
    consent: ["Consent form", "The wearer signs it"],
    guardian: ["Guardian’s consent form", "For children and people who cannot decide themselves"],
    assessment: ["Impact assessment", "A template for the file on the handling of personal data"],
  },
  labelsTitle: "Labels of tokens",
  labelsNote: (most) => `65 labels on a sheet of A4, at most ${most} at once.`,
  labelsStock: (count) => `Filled in: tokens that are prepared and not handed out (${count}).`,
  labelsNoStock: "No token is prepared and not handed out: enter the numbers.",
  numbers: "Numbers of tokens, for example 1-65,417",
  labels: "Open the sheet of labels",
  notNumbers: (most) => `Write numbers and ranges, for example 1-65,417: at most ${most} at once.`,
};
