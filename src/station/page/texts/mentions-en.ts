import type { mentionsVi } from "./mentions-vi.js";

/** Texts that name a person, in English. */
export const mentionsEn: typeof mentionsVi = {
  mentions: {
    searching: "Looking for other texts that name this person…",
    none: "No other text names this person.",
    lead: (count) =>
      `Other texts that name this person: ${count}. In those that are ticked the words in yellow give way to “[deleted]”; a phone's field is left empty. What is not ticked may be somebody else, or somebody else needs it: look at each.`,
    all: "Tick all",
    list: "Texts that name them",
    ledger: (numbers) =>
      `The ledger cannot be changed: the reason in row ${numbers} names this person, and stays for good.`,
    locked: (count) =>
      `Locked cases, into which only their officers can look: ${count}. When such a case is opened it loses the name and phone of whoever is one of its people; for somebody who is only spoken of, its officer uses “Take words out” in the case. Tell them before you delete.`,
    struck: (count) => `Texts that lost the words: ${count}.`,
    caseAction: "Take words out",
    caseTitle: "Take somebody's words out",
    caseLead:
      "Every note of this case is searched: follow-up, interview, places, who called. Other cases are opened one by one.",
    name: "Full name",
    phone: "Phone",
    find: "Find",
    strike: "Take out where ticked",
    nothingTyped: "Type a name or a phone.",
    nothingTicked: "Tick at least one text.",
    notYet: "Wait until the search is done.",
    kinds: {
      "persons/name": (of) => `Name of ${of}`,
      "persons/guardian": (of) => `Guardian of ${of}`,
      "persons/phone": (of) => `Phone of ${of}`,
      "persons/relative_phone": (of) => `Relative's phone of ${of}`,
      "persons/address": (of) => `Address of ${of}`,
      "persons/person_group": (of) => `Group of ${of}`,
      "persons/unit": (of) => `Unit of ${of}`,
      "households/address": (of) => `Address of the household ${of}`,
      "households/note": (of) => `Note on the household ${of}`,
      "households/team": (of) => `Team for the household ${of}`,
      "households/unit": (of) => `Unit of the household ${of}`,
      "issues/collected_by": (of) => `Who collected the token of ${of}`,
      "token_states/reason": (of) => `Reason noted of token ${of}`,
      note: (of) => `Note on ${of}`,
      symptoms: (of) => `Symptoms of ${of}`,
      caller: (of) => `Who called ${of}`,
      "said-name": () => "Name that the F0 told",
      "said-unit": (of) => `Unit of ${of} (the F0 told)`,
      "said-phone": (of) => `Phone of ${of} (the F0 told)`,
      "said-note": (of) => `Where the F0 met ${of}`,
      place: () => "Place where the F0 was",
      "office-name": () => "Name of the office in the warning",
      "office-phone": () => "Number to call back",
      "origin-f0": () => "Earlier F0",
    },
    someone: "somebody",
  },
};
