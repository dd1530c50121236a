import { signalsEn } from "./signals-en.js";
import type { PaperText } from "./text.js";

const BLANK = "…………………………………………………………";

export const en: PaperText = {
  draft: "Draft: read it, fill in the blanks and let your unit's lawyer see it before you use it.",
  print: "Print",
  labels: {
    title: "Token labels",
    brand: "BLUEZONE TOKEN",
    found: (phone) => `Found it? Please call ${phone}`,
  },
  leaflet: {
    title: "The Bluezone token",
    lead: "A small token for people without a smartphone. It notes when you were close to other people, so that whoever was near a person with the disease is told at once.",
    wear: {
      head: "How to wear it",
      lines: [
        "Wear it on your chest, over your clothes. Not in a bag, not in the boot of a car.",
        "Wear it all day, above all at the market, on a bus, at the doctor's and in crowds.",
        "Each wears their own. Do not swap tokens, not even at home.",
        "Keep it out of water.",
      ],
    },
    signalsHead: "Press the button once and count the blinks",
    aloneHead: "When it lights by itself",
    signals: signalsEn,
    charge: {
      head: "Charging",
      lines: [
        "When it blinks twice, plug it into a phone charger with a USB-C plug.",
        "A night is enough. An empty token notes nothing until it is charged. If it then blinks three times, take it to the health station.",
      ],
    },
    near: (phone) => ({
      head: "If it blinks five times",
      lines: [
        `Stay calm. It does not mean that you are ill. Stay at home, wear a mask and call ${phone}.`,
        "Do not throw the token away. It reminds you until health staff switch that off.",
      ],
    }),
    promises: ({ token, computer }) => ({
      head: "We promise",
      lines: [
        "The token does not know where you are. It holds nobody's name.",
        `What it hears is sealed, and is erased after ${token} days.`,
        "It leaves the token only if you press the button to agree, or if the health authority orders it for a case.",
        `Only the health authority can open it. Copies are erased after ${computer} days.`,
        "Giving the token back erases it. For a child or somebody in care, the guardian agrees.",
      ],
    }),
    lost: (phone) => ({
      head: "Lost, broken, or a question",
      lines: [`Call ${phone}. You get a new token on the spot. A relative may fetch it.`],
    }),
  },
  broadcast: ({ name, phone }) => ({
    title: "For the loudspeaker (about a minute)",
    lines: [
      `This is ${name}.`,
      "To protect us all from COVID-19, whoever has no smartphone can borrow a Bluezone token, free of charge.",
      "You wear it on your chest. It notes when you were close to others. When somebody falls ill, those who were near are told at once.",
      "It does not know where you are, holds no names, and erases itself after twenty-one days.",
      "The village team will come to your house. You can also fetch one at the station. A relative may fetch it for you.",
      "Please press the button once a day. One long light: all is well. Two blinks: charge it. Five blinks: call us at once.",
      `Our telephone number: ${phone}. Once more: ${phone}. Thank you.`,
    ],
  }),
  sms: ({ name, phone }) => ({
    title: "Text messages",
    messages: [
      {
        head: "Invitation",
        text: `${name}: if anybody at home has no smartphone, come for a Bluezone token, free of charge. Questions: ${phone}`,
      },
      {
        head: "A check is due",
        text: `${name}: your Bluezone token is due for a check. Bring it to the station, or let a relative bring it. Questions: ${phone}`,
      },
      {
        head: "A loan is due",
        text: `${name}: the Bluezone token that you borrowed is due back. Please bring it to the station. Questions: ${phone}`,
      },
      {
        head: "Please call back",
        text: `${name}: we have news for the wearer of a Bluezone token. Please call ${phone} now`,
      },
    ],
  }),
  smsLength: (characters, segments, isPlain) =>
    `${isPlain ? "without marks" : "with marks"}: ${characters} characters, ${segments} SMS`,
  questions: ({ name, phone }) => ({
    title: "Questions and answers",
    sections: [
      {
        head: "What is it for?",
        lines: [
          "It does what the Bluezone app does, for people without a smartphone: it notes when you were close to others who have a token or Bluezone.",
        ],
      },
      { head: "Does it know where I am?", lines: ["No. It has no GPS, no network and no microphone."] },
      {
        head: "Do others learn who I am?",
        lines: [
          "No. It sends a number that changes all the time, and nobody who hears it knows whose it is. Only the health authority can tell, when there is a case.",
        ],
      },
      {
        head: "Is it bad for my health?",
        lines: [
          "Its Bluetooth is weaker than a phone's. With a pacemaker, ask your doctor, and wear it a hand's width away.",
        ],
      },
      { head: "Does it cost anything?", lines: ["No. It is lent. Give it back when you no longer use it."] },
      {
        head: "Do I wear it at home?",
        lines: ["Yes, when you have guests. At night, put it beside the bed."],
      },
      {
        head: "What if I forget it for a day?",
        lines: ["Wear it again the next day. Do not let somebody else wear it for you."],
      },
      {
        head: "My son's phone has Bluezone. Does it hear the token?",
        lines: [
          "Yes. Tokens and phones with Bluezone hear each other. An iPhone should have the app on its screen.",
        ],
      },
      {
        head: "Five blinks: am I ill?",
        lines: [`No. You may have been near somebody who is. Stay where you are and call ${phone}.`],
      },
      {
        head: "What if I no longer agree?",
        lines: [
          `Give the token back to ${name} and ask for your data to be deleted. It is free, and you need not say why.`,
        ],
      },
    ],
  }),
  notice: ({ name, phone }, { token, computer }) => ({
    title: "Privacy notice",
    sections: [
      { head: "Who", lines: [`${name}, telephone ${phone}.`, `Data protection officer: ${BLANK}`] },
      {
        head: "What for",
        lines: [
          "To find and tell people who were near a COVID-19 case; to know how many people have a token. For nothing else.",
        ],
      },
      {
        head: "Which data",
        lines: [
          "When a token is handed out: name, year of birth, sex, telephone of yourself or a relative, guardian if any, address, group, token number.",
          "In the token: random numbers of tokens and phones nearby, when, and how strong. No location, no names.",
          "With a case: what was confirmed, quarantine, symptoms, tests. These are sensitive data on health.",
        ],
      },
      {
        head: "How",
        lines: [
          "Data in the token are encrypted. Reading needs the wearer's press, or an order of the health authority for a case. Opening needs an officer with a key and a reason, and is written into a ledger that nobody can change.",
        ],
      },
      {
        head: "Who receives them",
        lines: [
          `Higher health authorities and those who trace the same case. Others: ${BLANK}`,
          "Nothing goes abroad.",
        ],
      },
      {
        head: "How long",
        lines: [
          `In the token ${token} days. On the computer ${computer} days. Back-ups can be opened for at most 30 days more.`,
          `Name and telephone: until you give the token back and ask for deletion. Case files: as archives' rules say, ${BLANK}`,
        ],
      },
      {
        head: "What may go wrong",
        lines: [
          "A lost token: the finder cannot open it. A lost computer: names and telephones may be read if its disk is not encrypted. A false name: somebody behind a thin wall may be asked.",
        ],
      },
      {
        head: "Your rights",
        lines: [
          "To know, see, correct, delete, restrict, object, withdraw, complain and claim damages. A withdrawal does not make wrong what was done before.",
        ],
      },
    ],
    signatures: [],
  }),
  consent: ({ name }) => ({
    title: "Consent to wearing a Bluezone token",
    sections: [
      {
        head: "",
        lines: [
          `To: ${name}`,
          `My name: ${BLANK}  Year of birth: ……………`,
          `Address: ${BLANK}`,
          `Telephone (mine or a relative's): ${BLANK}`,
          "Token number: ………………………",
        ],
      },
      {
        head: "I have read the privacy notice, or it was read to me, and I",
        lines: [
          "☐ agree to wear the token and that the unit keeps my name, telephone and token number;",
          "☐ agree that the token is read each time I press the button;",
          "☐ know that I may withdraw at any time and need not say why.",
        ],
      },
      { head: "", lines: ["A box without a mark means no. Silence is no consent."] },
    ],
    signatures: ["Handed out by", "Wearer"],
  }),
  guardian: ({ name }) => ({
    title: "A guardian's consent",
    sections: [
      {
        head: "",
        lines: [
          `To: ${name}`,
          `My name: ${BLANK}  Telephone: ………………………`,
          `(father, mother, guardian) of: ${BLANK}  Year of birth: ……………`,
          "Token number: ………………………",
        ],
      },
      {
        head: "I have read the privacy notice, or it was read to me, and for the person named above I",
        lines: [
          "☐ agree that they wear the token and that the unit keeps their name, the token number and my telephone;",
          "☐ will press the button in their place when the token is read;",
          "☐ know that I may withdraw at any time.",
          "☐ A child of seven or more: it was explained to the child, who agrees as well.",
        ],
      },
    ],
    signatures: ["Handed out by", "Child of seven or more", "Guardian"],
  }),
  assessment: ({ name, phone }, { token, computer }) => ({
    title: "Impact assessment (template)",
    sections: [
      { head: "1. Controller and processor", lines: [`${name}, telephone ${phone}.`, `Address: ${BLANK}`] },
      { head: "2. Who is in charge of data protection", lines: [BLANK] },
      {
        head: "3. Purpose",
        lines: [
          "To find and tell people who were near a COVID-19 case; to report which share of people has a token, by unit and group.",
        ],
      },
      {
        head: "4. Kinds of data",
        lines: [
          "Basic: name, year of birth, sex, telephone, address, group, token number.",
          "Sensitive: health in case files; who was near whom, and when.",
          "Not processed: location, contents of calls, address books, biometrics.",
        ],
      },
      {
        head: "5. Recipients",
        lines: [
          "Higher health authorities and units that trace the same case (encrypted and signed packs).",
          `Others: ${BLANK}`,
        ],
      },
      { head: "6. Transfer abroad", lines: ["None."] },
      {
        head: "7. Time of processing and deletion",
        lines: [
          `In the token ${token} days; on the computer ${computer} days; keys of back-ups are destroyed after 30 days.`,
          `Case files: ${BLANK}`,
        ],
      },
      {
        head: "8. Safeguards",
        lines: [
          "The log is encrypted in the token, under keys that change daily and are not kept. IDs on the air change with every slot.",
          "Reading needs a press. Opening needs an officer's key and a reason; the ledger is chained by hashes.",
          "Accounts by role, PINs, a lock when nobody is there. Exports are without names unless asked.",
          `Disk encryption, locked room, who keeps the keys: ${BLANK}`,
        ],
      },
      {
        head: "9. Effects, harm and what lessens it",
        lines: [
          "Somebody is named who was not near: the list is where asking begins, staff confirm each one; the error rate stands beside each class.",
          "Stigma: a warning shows only on a press; no name is made public.",
          "Being followed by radio: ID, address and rhythm change together; somebody who walks behind still sees whom they follow.",
          "A lost computer: names and telephones lie on the disk, which must therefore be encrypted.",
          `The unit's own view: ${BLANK}`,
        ],
      },
      { head: "10. What people said, and conclusion", lines: [BLANK] },
    ],
    signatures: ["Drawn up by", "Head of the unit"],
  }),
};
