/** Talks to the station that served this page. */
import type {
  ApiError,
  CorrectInput,
  GiveInput,
  PhoneTraceAnswer,
  PhoneTraceInput,
  Readings,
  ReturnInput,
  SignInInput,
  SourceInfo,
  StationState,
  TraceAnswer,
  TraceInput,
  WorkInput,
} from "../server/api.js";
import { UserError } from "../../words/user-error.js";

async function call<Answer>(path: string, body?: unknown): Promise<Answer> {
  const init =
    body === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, init).catch(() => {
    throw new UserError("station/request/offline");
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw UserError.from(answer as ApiError);
  return answer as Answer;
}

export const client = {
  state: () => call<StationState>("/api/state"),
  signIn: ({ keyFile, passphrase }: SignInInput) => call<unknown>("/api/sign-in", { keyFile, passphrase }),
  lock: () => call<unknown>("/api/lock", {}),
  sources: () => call<SourceInfo[]>("/api/sources"),
  readings: () => call<Readings>("/api/readings"),
  startReadings: (sources: string[], isDateRight = false) =>
    call<Readings>("/api/readings", { sources, isDateRight }),
  trace: (input: TraceInput) => call<TraceAnswer>("/api/trace", input),
  tracePhones: (input: PhoneTraceInput) => call<PhoneTraceAnswer>("/api/phone-traces", input),
  putWork: (input: WorkInput) => call<unknown>("/api/work", input),
  giveToken: (input: GiveInput) => call<unknown>("/api/holders", input),
  correctHolder: (input: CorrectInput) => call<unknown>("/api/holders/correct", input),
  takeBack: (input: ReturnInput) => call<unknown>("/api/holders/return", input),
};
