/** All sentences and words, by code. */
import { bluezone as enBluezone } from "./en/bluezone.js";
import { command as enCommand } from "./en/command.js";
import { coverage as enCoverage } from "./en/coverage.js";
import { coverageReport as enCoverageReport } from "./en/coverage-report.js";
import { custody as enCustody } from "./en/custody.js";
import { firmware as enFirmware } from "./en/firmware.js";
import { pack as enPack } from "./en/pack.js";
import { phone as enPhone } from "./en/phone.js";
import { register as enRegister } from "./en/register.js";
import { round as enRound } from "./en/round.js";
import { simulator as enSimulator } from "./en/simulator.js";
import { station as enStation } from "./en/station.js";
import { sync as enSync } from "./en/sync.js";
import { word as enWord } from "./en/word.js";
import { bluezone as viBluezone } from "./vi/bluezone.js";
import { command as viCommand } from "./vi/command.js";
import { coverage as viCoverage } from "./vi/coverage.js";
import { coverageReport as viCoverageReport } from "./vi/coverage-report.js";
import { custody as viCustody } from "./vi/custody.js";
import { firmware as viFirmware } from "./vi/firmware.js";
import { pack as viPack } from "./vi/pack.js";
import { phone as viPhone } from "./vi/phone.js";
import { register as viRegister } from "./vi/register.js";
import { round as viRound } from "./vi/round.js";
import { simulator as viSimulator } from "./vi/simulator.js";
import { station as viStation } from "./vi/station.js";
import { sync as viSync } from "./vi/sync.js";
import { word as viWord } from "./vi/word.js";

export const en = {
  ...enBluezone,
  ...enCommand,
  ...enCoverage,
  ...enCoverageReport,
  ...enCustody,
  ...enFirmware,
  ...enPack,
  ...enPhone,
  ...enRegister,
  ...enRound,
  ...enSimulator,
  ...enStation,
  ...enSync,
  ...enWord,
};
export const vi = {
  ...viBluezone,
  ...viCommand,
  ...viCoverage,
  ...viCoverageReport,
  ...viCustody,
  ...viFirmware,
  ...viPack,
  ...viPhone,
  ...viRegister,
  ...viRound,
  ...viSimulator,
  ...viStation,
  ...viSync,
  ...viWord,
};
