/**
 * Five offices answer what letters of Vietnamese provinces and districts asked for in August 2020 and February 2021: who
 * has to report, by when, for whom. All units, people and figures are made up; sizes are those of such places.
 */
import { UserError } from "../../../words/user-error.js";
import { districtSample } from "./district.js";
import { agenciesSample, channelsSample, tradeSample } from "./places.js";
import { provinceSample } from "./province.js";
import { type Sample, type SampleId, SAMPLE_IDS } from "./sample.js";

const MAKERS: Record<SampleId, () => Sample> = {
  agencies: agenciesSample,
  channels: channelsSample,
  province: provinceSample,
  trade: tradeSample,
  district: districtSample,
};

export function sampleOf(id: string): Sample {
  const known = SAMPLE_IDS.find((one) => one === id);
  if (known === undefined) throw new UserError("coverage/no-sample");
  return MAKERS[known]();
}
