import type { guideVi } from "./vi.js";

/** The guide in English. */
export const guideEn: typeof guideVi = {
  link: "Help",
  back: "Back to where you were",
  print: "Print this page",
  pages: {
    start: {
      title: "The first five minutes",
      lead: "From switching on to the first person with a token.",
      steps: [
        {
          say: "Click on the icon, or open the address that the program printed. The first time, enter your name and choose a PIN; later the PIN is enough.",
          picture: "start",
          shows: "A sign-in screen with a field for the PIN, and a person beside it.",
        },
        {
          say: "Open Read tokens and plug a token into a USB port. It appears within seconds and is checked at once.",
          picture: "hub",
          shows: "A computer joined to three tokens by a USB hub; each token has a progress bar.",
        },
        {
          say: "Open People, find or add the person, click Give a token, then scan the label or type the token's number.",
          picture: "label",
          shows: "The number on a token's label goes into the computer.",
        },
        { say: "Hand the token over. Tell the wearer to bring it for a check next week." },
      ],
      beware:
        "New to this? Click Start training on the sign-in page: try everything with made-up people and tokens, without harm.",
    },
    issue: {
      title: "Hand out a token",
      lead: "Write down who has which token, and since when. Without that nobody can be traced.",
      steps: [
        {
          say: "Under People, type a name (without marks, if you like), a year of birth or a telephone number. Somebody new: Add a person. A spreadsheet: Import a list.",
        },
        {
          say: "Click Give a token. Scan the label, or type the number printed on the token.",
          picture: "label",
          shows: "The number and QR code on a token's label go into the computer.",
        },
        {
          say: "Ask, then choose who has agreed: the person, or the guardian of a child or of somebody who cannot decide.",
        },
        {
          say: "Hand the token over. If it went to the wrong person, click Undo at once. When it passes to somebody else, use Change person under Tokens; do not correct the name.",
          picture: "give",
          shows: "A token passes from one person to another.",
        },
      ],
      beware:
        "Correct is only for what was written wrongly. Change person is a hand-over: the one before is kept as its holder until then.",
    },
    round: {
      title: "House to house",
      lead: "Two people walk the lanes with a paper list; in the evening it is typed in, in one go.",
      steps: [
        {
          say: "Import a list of people with a column of addresses (and of smartphones, if there is one). Under House to house, click Households from the register.",
        },
        {
          say: "Choose a village, share it out to teams, click Print the list. Walk by the numbers, tick the boxes, write down the number of each token given.",
          picture: "lane",
          shows: "Three houses along a lane, two of them ticked; a person with the list.",
        },
        {
          say: "In the evening put the cursor on the first household and type 1 to 5: issued, refused, absent, come back, not needed. It goes on to the next by itself. After 1, scan the label or type the token's number.",
          picture: "label",
          shows: "The number and QR code on a token's label go into the computer.",
        },
        {
          say: "Click Print tomorrow's come-back list: those who were absent, and those with whom a day was agreed.",
        },
        {
          say: "A team with a laptop and no network: click Write a file to take along, copy it over, and later Take a file in. Taken in twice it counts once.",
          picture: "backup",
          shows: "Data are copied to a USB stick.",
        },
      ],
      beware:
        "List and file name people. Destroy the paper once it was typed in, delete the file once it was taken in.",
    },
    coverage: {
      title: "Coverage and reports",
      lead: "How many people have Bluezone or a token, and the figures for the level above, in time.",
      steps: [
        {
          say: "Under Coverage choose a unit. Active tokens and households visited are counted by themselves; population and installs go in by Enter figures.",
          picture: "bars",
          shows: "Bars of several units, and a line for the target.",
        },
        { say: "Add a campaign: targets, due dates. The page shows who is in time and who is late." },
        {
          say: "Click the Word report: a draft in the official form, with number, date and signature left blank. Figures for Excel, picture and weekly text for a chat group are beside it.",
        },
        {
          say: "Download the file for the level above and send it. There they take it in; one that was edited by hand is refused.",
          picture: "send",
          shows: "A report goes to the office above.",
        },
      ],
      beware: "Leave empty what is not known, and do not write 0: empty means not known, 0 means nobody.",
    },
    papers: {
      title: "Leaflets and labels",
      lead: "Leaflet, labels, loudspeaker text, consent form: with your unit's name and telephone number in them.",
      steps: [
        { say: "Under Tokens click Papers. Enter the unit's name and number, and have them remembered." },
        {
          say: "Open the paper and print it. Labels come 65 to an A4 sheet, each with its number and QR code.",
          picture: "sheets",
          shows: "A pile of papers, and a label with a QR code.",
        },
        {
          say: "Give the leaflet with the token. The consent form is signed before; for a child the guardian signs.",
        },
      ],
      beware:
        "Notice, consent form and impact assessment are drafts: have them read by whoever is in charge of the law in your unit.",
    },
    read: {
      title: "Check and read tokens",
      lead: "Once a week for each token. Several may be plugged in at once.",
      steps: [
        {
          say: "Open Read tokens and plug in one token or several. Each has a frame of its own and waits for no other.",
          picture: "hub",
          shows: "A computer joined to three tokens by a USB hub; each token has a progress bar.",
        },
        {
          say: "When its frame asks for it, the wearer presses the button on the token to agree. If nobody presses within a minute, the token is checked only, and not read.",
          picture: "press",
          shows: "A finger presses the button on a token; the token's light is blinking.",
        },
        {
          say: "Wait for the closing sentence: days, contact records, battery, clock. What is yellow or red says what else to do.",
        },
        {
          say: "Unplug the token. If that was too early, nothing is lost: plug it in again, and reading goes on where it stopped.",
        },
        {
          say: "Under Tokens, click the number of tokens due for a check to see whom to call in; the list can be printed.",
          picture: "call",
          shows: "Somebody is called by telephone.",
        },
      ],
      beware:
        "Does a token say that its wearer was near a case? Tell the tracing officer at once, and talk to the wearer in private.",
    },
    trace: {
      title: "Trace",
      lead: "Find who was near an F0. Only a tracing officer can.",
      steps: [
        {
          say: "Read the F0's token first. Then, under Trace, type the F0's name or the token's number, or choose the files of their phone.",
        },
        {
          say: "Enter the day of onset. The search runs from some days before it to the day of isolation.",
          picture: "window",
          shows: "A row of days: the dark ones are searched, the day of onset is marked.",
        },
        {
          say: "Choose the officer's key file, and enter its passphrase and a reason. Each opening of a log is written into the ledger.",
        },
        {
          say: "Look at the list: who, on which days, how long, how near. Tokens not read yet come at its end; ask their wearers in, read them, and trace again.",
          picture: "list",
          shows: "A list of contacts, each with a bar of time; two are ticked off.",
        },
      ],
      beware: "The list is a reason to ask, not a verdict. Radio goes through walls; talk to each person.",
    },
    follow: {
      title: "Follow a case up",
      lead: "From the first call to the last day of quarantine.",
      steps: [
        {
          say: "Under Cases, open the case with the officer's key file. Talk to each person, then choose Confirmed as F1 or Not an F1, with the reason.",
          picture: "list",
          shows: "A list of contacts; two are ticked off.",
        },
        {
          say: "Under Warn, words for the telephone and for messages are ready. Tick each person off after the call.",
          picture: "call",
          shows: "Somebody is called by telephone.",
        },
        {
          say: "Under Follow up there is one sheet a day: seen or not, symptoms, test. Who was missed longest comes first. It can be printed.",
        },
        { say: "When an F1 falls ill, trace on from the same case: all that is known goes along." },
      ],
      beware:
        "Put the case away when you stop. When quarantine is over, close it with a reason; it cannot be opened after that.",
    },
    "hand-over": {
      title: "Hand over",
      lead: "A shift, a token, a case.",
      steps: [
        {
          say: "End of a shift: click your name at the top, then Sign out. The next person signs in with their own PIN; the program need not be stopped.",
          picture: "start",
          shows: "A sign-in screen with a field for the PIN, and a person beside it.",
        },
        {
          say: "A token for somebody else: read it first, then click Change person under Tokens and enter the time.",
          picture: "give",
          shows: "A token passes from one person to another.",
        },
        {
          say: "A case for another officer: open it, click Hand over, choose their public key file, and ask them for the key's fingerprint by telephone.",
          picture: "call",
          shows: "Somebody is called by telephone.",
        },
      ],
      beware: "Nobody shares a PIN: the ledger keeps what was done under the name that is signed in.",
    },
    "back-up": {
      title: "Back up",
      lead: "Lose the computer without losing the data, and without giving them away.",
      steps: [
        {
          say: "Under Administration, Back-up: the first time, set the passphrase of back-ups. Write it on paper and keep it elsewhere.",
        },
        {
          say: "Plug in a stick and click Back up now. Each back-up is restored once for a trial, so one that is reported done can be used.",
          picture: "backup",
          shows: "The store is copied to a stick, with a ring of keys.",
        },
        {
          say: "Keep the keyring away from the back-up. Each back-up comes with a new keyring, which takes the old one's place.",
        },
        {
          say: "To restore takes three things: the back-up, the keyring, the passphrase. A new store is made beside the one in use, which is never overwritten.",
        },
      ],
      beware:
        "After 30 days the key of an old back-up is destroyed, and nobody can read it any more. Back up every week.",
    },
    training: {
      title: "Train",
      lead: "Try everything with made-up people and tokens.",
      steps: [
        {
          say: "On the sign-in page, click Start training. A violet page opens within seconds: it has a store of its own.",
          picture: "training",
          shows:
            "The real page on the left; on the right the training page, in another colour and with a banner.",
        },
        {
          say: "Under Read tokens, click Plug in beside a simulated token. Try pulling it out half-way.",
          picture: "hub",
          shows: "A computer joined to three tokens by a USB hub; each token has a progress bar.",
        },
        { say: "Hand out a token, read a few, then choose somebody as F0 and trace." },
        { say: "Click Leave training to return to the real page. The next training begins anew." },
      ],
      beware: "Files saved in training are marked TẬP HUẤN. Where you see that, do not take them for data.",
    },
  },
};
