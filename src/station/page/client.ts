/** Talks to the station that served this page. */
import type {
  ActInput,
  ApiError,
  CaseAnswer,
  CaseRow,
  CloseInput,
  CorrectInput,
  GiveAnswer,
  GiveCaseInput,
  GiveInput,
  OnwardInput,
  OpenCaseInput,
  PhoneTraceAnswer,
  PhoneTraceInput,
  Readings,
  ReturnInput,
  SignInInput,
  SourceInfo,
  StationState,
  TraceAnswer,
  TraceInput,
} from "../server/api.js";
import type { CaseNotes } from "../cases/work.js";
import type {
  EntryInput,
  GiveNumberInput,
  ImportCounts,
  ImportInput,
  PeopleAnswer,
  Preview,
  PreviewInput,
  TokenStateInput,
  UndoInput,
} from "../server/people-api.js";
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
  cases: () => call<CaseRow[]>("/api/cases"),
  case: (id: string) => call<CaseAnswer>(`/api/cases/${encodeURIComponent(id)}`),
  openCase: (input: OpenCaseInput) => call<CaseAnswer>("/api/cases/open", input),
  act: (input: ActInput) => call<CaseNotes>("/api/cases/act", input),
  onward: (input: OnwardInput) => call<CaseAnswer>("/api/cases/onward", input),
  closeCase: (input: CloseInput) => call<unknown>("/api/cases/close", input),
  giveCase: (input: GiveCaseInput) => call<GiveAnswer>("/api/cases/give", input),
  lockCase: (workId: string) => call<unknown>("/api/cases/lock", { workId }),
  tracePhones: (input: PhoneTraceInput) => call<PhoneTraceAnswer>("/api/phone-traces", input),
  giveToken: (input: GiveInput) => call<unknown>("/api/holders", input),
  correctHolder: (input: CorrectInput) => call<unknown>("/api/holders/correct", input),
  people: (asked: { query: string; order: string; isDown: boolean; after: string | null }) => {
    const { query, order, isDown, after } = asked;
    const search = new URLSearchParams({ query, order, down: isDown ? "1" : "0", ...(after && { after }) });
    return call<PeopleAnswer>(`/api/people?${search.toString()}`);
  },
  putPerson: (input: EntryInput) => call<unknown>("/api/people", input),
  previewList: (input: PreviewInput) => call<Preview>("/api/people/preview", input),
  importList: (input: ImportInput) => call<ImportCounts>("/api/people/import", input),
  giveNumber: (input: GiveNumberInput) => call<{ token: string }>("/api/people/give", input),
  undoIssue: (input: UndoInput) => call<unknown>("/api/tokens/undo", input),
  putTokenState: (input: TokenStateInput) => call<unknown>("/api/tokens/state", input),
  takeBack: (input: ReturnInput) => call<unknown>("/api/holders/return", input),
};
