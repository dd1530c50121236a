/** What a token does on its wearer, at a gate, beside iPhones, in a crowd and with little power, broken on purpose. */
import { describeMutants, mutantsOf } from "./support/mutation.js";
import { TOKEN_SUITE } from "./support/token-suite.js";

const WEARER = [
  ...mutantsOf("token/wearer/light.ts", [
    ["lights once more", "if (isLit) timesLeft--;", ""],
    [
      "lets what comes by itself interrupt a press",
      "if (signal > AGREED && shown <= signal) return false;",
      "",
    ],
    ["shows no press while something else is lit", "signal > AGREED && ", ""],
    ["lets two lights run into one", "if (wasLit) set(false);", ""],
  ]),
  ...mutantsOf("token/wearer/wearer.ts", [
    ["tells of the battery before a warning", "if (services.isWarned()) return WARNED;", ""],
    [
      "takes a time that was estimated for known",
      '!== "set") return TIME_LOST',
      '=== "unset") return TIME_LOST',
    ],
    ["reminds while it sleeps", " && !services.isAsleep()", ""],
    ["goes dark on the charger after one light", "CHARGER_EVERY_MS, showCharger", "9e9, showCharger"],
    ["does not remind of a warning", "      if (!isReminding) remind();\n", ""],
    [
      "reminds once",
      "    clock.alarmAt(clock.uptimeMs() + (isShown ? REMINDER_EVERY_MS : AGAIN_MS), remind);\n",
      "",
    ],
    ["reminds in front of a gate", "services.isAtGate() || light.show(REMINDER)", "light.show(REMINDER)"],
    ["shows no fault", "if (services.isFaulty()) return FAULTY;", ""],
    ["shows no low battery", "return isBatteryLow(hal) ? BATTERY_LOW : WELL;", "return WELL;"],
    ["shows a warning at a gate", "isAtGate ? signalAtGate() : signal()", "signal()"],
    [
      "lights before it has looked around",
      "services.lookAround(function (isAtGate) {",
      "[false].forEach(function (isAtGate) {",
    ],
  ]),
];

const IPHONE_READS = mutantsOf("token/iphone-reads.ts", [
  ["reads though nothing may be spent", "creditMs <= 0 || ", ""],
  ["reads into the next burst", " || clock.uptimeMs() + ROOM_MS > untilMs", ""],
  ["pays nothing for a read", "      creditMs -= soughtMs + READ_COST_MS;\n", ""],
  [
    "saves up for ever",
    "Math.min(MOST_SOUGHT_MS, creditMs + SOUGHT_PER_SLOT_MS)",
    "creditMs + SOUGHT_PER_SLOT_MS",
  ],
  ["books a read on a slot that is over", "      if (stops !== stopsBefore) return;\n", ""],
  ["reads after it stopped", "      stops++;\n      clock.cancelAlarm(alarm);\n", "      stops++;\n"],
  ["answers a press while a link may be there", "clock.uptimeMs() + LINK_LOSS_MS;", "0;"],
]);

const GATE = [
  ...mutantsOf("token/gate/press.ts", [
    ["sees no gate", "if (isGateBeacon(hal.crypto.toByteString(data))) isHeard = true;", ""],
    ["listens twice for two presses", "      if (isListening) return;\n", ""],
    ["shows what it could not listen for", "isHeard || wasTaken || isRadioTaken()", "isHeard"],
    [
      "forgets at once that it is at a gate",
      "      if (isHeard) atGateUntilMs = clock.uptimeMs() + AT_GATE_MS;\n",
      "",
    ],
    [
      "is content with a window that was cut short",
      "!isHeard && clock.uptimeMs() < untilMs - 1",
      "false as boolean",
    ],
  ]),
  ...mutantsOf("token/gate/gate.ts", [
    [
      "lets a token pass that nobody pressed",
      "=== PRESSED_FLAGS ? GATE_TOKEN : GATE_NOBODY",
      "> 0 ? GATE_TOKEN : GATE_NOBODY",
    ],
    [
      "takes a token for a phone",
      '    if (from.substr(17) !== " random") return GATE_ANDROID;\n',
      "    return GATE_ANDROID;\n",
    ],
    ["takes a fluke for somebody", "one.packets < LEAST_PACKETS || ", ""],
    ["lets a sleeping iPhone pass", " && one.kind !== GATE_IPHONE_ASLEEP", ""],
    ["tells a passage again", "        best.isTold = true;\n", ""],
    ["lets a token pass from afar", "one.kind !== GATE_TOKEN || one.bestDbm >= TOKEN_DBM", "true"],
    ["remembers for ever", "      devices = devices.filter(isRemembered);\n", ""],
    ["remembers whoever comes by", "      if (devices.length === CAPACITY) devices.shift();\n", ""],
    [
      "sends on when it stops",
      "      clock.cancelAlarm(keepAlarm);\n      hal.radio.stopAdvertising();\n",
      "      clock.cancelAlarm(keepAlarm);\n",
    ],
  ]),
  ...mutantsOf("token/gate/mode.ts", [
    ["becomes a gate though the flash did not keep it", "if (!save()) {", "if (save() === undefined) {"],
    ["sends the old ID on as a gate", "else if (begin()) start();", "else start();"],
    ["stays silent when it is a wearer's again", "        resume();\n", ""],
  ]),
];

const ALLOWANCE = mutantsOf("token/allowance.ts", [
  ["keeps all of a crowd", "return Math.floor(Math.max(share, credit / SLOTS_OF_CREDIT));", "return 320;"],
  ["saves nothing up", "credit = Math.min(recordsPerDay, credit - spent + share);", "credit = share;"],
  ["saves up for ever", "Math.min(recordsPerDay, credit - spent + share)", "credit - spent + share"],
  [
    "lets rank alone decide",
    "return Math.floor((ofSlot() * Math.max(0, credit)) / recordsPerDay);",
    "return ofSlot();",
  ],
  ["pays for a slot again and again", "      spent = 0;\n", ""],
]);

const LIFE = [
  ...mutantsOf("token/life/battery.ts", [
    [
      "erases though the battery is empty",
      "if (!isBatteryEmpty(hal)) flash.erase(page);",
      "flash.erase(page);",
    ],
    ["sleeps on the charger", " && !hal.battery.isPowered()", ""],
    ["sleeps on though it is charged", "hal.battery.isPowered() || ", ""],
  ]),
  ...mutantsOf("token/life/heartbeat.ts", [
    ["feeds the watchdog whatever happens", "if (isAsleep || isAlive()) hal", "hal"],
    ["starts with an empty battery", "let isAsleep = isBatteryEmpty(hal);", "let isAsleep = false;"],
    ["never sleeps", "      sleep();\n", ""],
  ]),
];

describeMutants("a token", TOKEN_SUITE, [...WEARER, ...IPHONE_READS, ...GATE, ...ALLOWANCE, ...LIFE]);
