/** What the gate's page and its program say to each other. Types only. */
import type { GateSight } from "../../../sync/host/decode.js";
import type { PassageHour } from "../../store/registry/gate-passages.js";
import type { Problem } from "../../../words/problem.js";

/** GET /api/gate; POST /api/gate/without writes down somebody who was let in without token or phone, and answers the same. */
export interface GateAnswer {
  nowMs: number;
  /** Undefined before the token has said anything. */
  sight: GateSight | undefined;
  /** Why the token says nothing. */
  trouble: Problem | undefined;
  /** Of today, by Vietnam's time. */
  hours: PassageHour[];
}
