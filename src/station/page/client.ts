/** Talks to the station that served this page. */
import type {
  ActInput,
  ApiError,
  CaseAnswer,
  CaseMentionsInput,
  CaseRow,
  CaseStrikeInput,
  CloseInput,
  CorrectInput,
  GiveAnswer,
  GiveCaseInput,
  GiveInput,
  HandsInput,
  InterviewAnswer,
  InterviewInput,
  NameCaseInput,
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
import type { CaseMention } from "../cases/withdrawal/mentions.js";
import type { CaseNotes } from "../cases/work.js";
import type { BuysAnswer } from "../server/coverage/buys-api.js";
import type {
  CampaignInput,
  CoverageAnswer,
  FiguresInput,
  TakeAnswer,
  TakeInput,
  UnitsAnswer,
} from "../server/coverage/coverage-api.js";
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
import type {
  Account,
  AccountInput,
  AccountSignInInput,
  BackupInput,
  BackupState,
  BackupWritten,
  FirstInput,
  LedgerAnswer,
  MentionsAnswer,
  OneTimePin,
  PinInput,
  RestoreAnswer,
  RestoreInput,
  SessionAnswer,
  Settings,
  TRAINING_MODES,
  TrainingAnswer,
  UploadAnswer,
  WithdrawAnswer,
  WithdrawInput,
} from "../server/staff/staff-api.js";
import type {
  ChangeInput,
  KeyChanged,
  KeyState,
  MadeKey,
  MakeInput,
  StoreKeyState,
  UnlockInput,
  UseInput,
} from "../server/key-desk/key-api.js";
import type { Issuer, PaperKind } from "../server/paper/papers-api.js";
import type {
  FromRegister,
  HouseholdInput,
  MemberInput,
  RoundAnswer,
  RoundFileInput,
  RoundQuestion,
  SmartphoneInput,
  TakenRound,
  TeamInput,
  VisitInput,
} from "../server/round/round-api.js";
import type { StaffRole } from "../roles.js";
import { UserError, isUserError } from "../../words/user-error.js";

/** Nobody is signed in any more, somebody else is, or the page is locked: the page looks again. */
export const SESSION_CHANGED = "session-changed";

async function ask(path: string, body?: unknown): Promise<Response> {
  return body === undefined ? answerOf(path, {}) : send(path, "application/json", JSON.stringify(body));
}

function send(path: string, type: string, body: BodyInit): Promise<Response> {
  return answerOf(path, { method: "POST", headers: { "Content-Type": type }, body });
}

async function answerOf(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => {
    throw new UserError("station/request/offline");
  });
  if (response.ok) return response;
  const error = UserError.from((await response.json()) as ApiError);
  const isAboutSession = isUserError(
    error,
    "station/account/signed-out",
    "station/account/page-locked",
    "station/account/first-pin",
  );
  if (isAboutSession) dispatchEvent(new Event(SESSION_CHANGED));
  throw error;
}

async function answered<Answer>(path: string, body?: unknown): Promise<Answer> {
  return (await (await ask(path, body)).json()) as Answer;
}

/** The last act that was sent, until it is answered. */
let underWay: { act: string; answer: Promise<unknown> } | undefined;

/** Of a double click, or of Enter pressed twice, the second asks for what is being done already, and gets its answer. */
function call<Answer>(path: string, body?: unknown): Promise<Answer> {
  if (body === undefined) return answered(path);
  const act = `${path} ${JSON.stringify(body)}`;
  if (underWay?.act === act) return underWay.answer as Promise<Answer>;
  const sent = { act, answer: answered<Answer>(path, body) };
  const end = () => {
    if (underWay === sent) underWay = undefined;
  };
  underWay = sent;
  void sent.answer.then(end, end);
  return sent.answer;
}

/** What is left out the station chooses. */
export interface CoverageAsked {
  unit: string;
  /** Local day. */
  day: number | null;
  campaign: string;
  sample: string;
}

/** @param what  "", or a file: "report.docx" */
export function coveragePath(asked: CoverageAsked, what = "", language = ""): string {
  const { unit, day, campaign, sample } = asked;
  const told = { unit, day: day === null ? "" : String(day), campaign, sample, language };
  const search = new URLSearchParams(Object.entries(told).filter(([, value]) => value !== ""));
  return `/api/coverage${what && `/${what}`}?${search.toString()}`;
}

/** @param what  "", or a file: "list.html" */
export function roundPath({ day, ...asked }: RoundQuestion, what = "", language = ""): string {
  const told = { ...asked, day: day === null ? "" : String(day), language };
  const search = new URLSearchParams(Object.entries(told).filter(([, value]) => value !== ""));
  return `/api/round${what && `/${what}`}?${search.toString()}`;
}

/** A page to print. */
export function paperPath(kind: PaperKind, issuer: Issuer, language: string, tokens = ""): string {
  return `/api/papers/${kind}?${new URLSearchParams({ ...issuer, language, tokens }).toString()}`;
}

export const client = {
  issuer: () => call<Issuer>("/api/papers"),
  putIssuer: (input: Issuer) => call<unknown>("/api/papers", input),
  coverage: (asked: CoverageAsked) => call<CoverageAnswer>(coveragePath(asked)),
  coverageText: async (asked: CoverageAsked, ending: "txt" | "svg", language: string) =>
    (await ask(coveragePath(asked, `report.${ending}`, language))).text(),
  coverageUnits: (query: string) =>
    call<UnitsAnswer>(`/api/coverage/units?${new URLSearchParams({ query }).toString()}`),
  tokensBuy: (population: number, covered: number) =>
    call<BuysAnswer>(`/api/coverage/buys?population=${population}&covered=${covered}`),
  takeCoverage: (input: TakeInput) => call<TakeAnswer>("/api/coverage/report", input),
  enterFigures: (input: FiguresInput) => call<unknown>("/api/coverage/figures", input),
  putCampaign: (input: CampaignInput) => call<unknown>("/api/coverage/campaign", input),
  lookForKey: () => call<KeyState>("/api/key/look", {}),
  unlockByCode: (input: UnlockInput) => call<unknown>("/api/key/unlock", input),
  makeKey: (input: MakeInput) => call<MadeKey>("/api/key/make", input),
  useKey: (input: UseInput) => call<unknown>("/api/key/use", input),
  storeKey: () => call<StoreKeyState>("/api/store-key"),
  makeStoreKey: (input: ChangeInput) => call<MadeKey>("/api/store-key/make", input),
  useStoreKey: (input: UseInput) => call<KeyChanged>("/api/store-key/use", input),
  keepPlain: () => call<unknown>("/api/key/later", {}),
  round: (asked: RoundQuestion) => call<RoundAnswer>(roundPath(asked)),
  putVisit: (input: VisitInput) => call<unknown>("/api/round/visit", input),
  putHousehold: (input: HouseholdInput) => call<{ id: string }>("/api/round/household", input),
  putTeam: (input: TeamInput) => call<unknown>("/api/round/team", input),
  addMember: (input: MemberInput) => call<{ id: string }>("/api/round/person", input),
  putSmartphone: (input: SmartphoneInput) => call<unknown>("/api/round/smartphone", input),
  makeHouseholds: () => call<FromRegister>("/api/round/addresses", {}),
  takeRound: (input: RoundFileInput) => call<TakenRound>("/api/round/file", input),
  session: () => call<SessionAnswer>("/api/session"),
  makeFirst: (input: FirstInput) => call<unknown>("/api/session/first", input),
  accountSignIn: (input: AccountSignInInput) => call<unknown>("/api/session/sign-in", input),
  signOut: () => call<unknown>("/api/session/sign-out", {}),
  changePin: (input: PinInput) => call<unknown>("/api/session/pin", input),
  lockPage: () => call<unknown>("/api/session/lock", {}),
  startTraining: (mode: (typeof TRAINING_MODES)[number]) =>
    call<TrainingAnswer>("/api/session/training", { mode }),
  use: () => call<unknown>("/api/session/use", {}),
  accounts: () => call<Account[]>("/api/accounts"),
  addAccount: (input: AccountInput) => call<OneTimePin>("/api/accounts", input),
  putRoles: (id: string, roles: StaffRole[]) => call<unknown>("/api/accounts/roles", { id, roles }),
  resetPin: (id: string) => call<OneTimePin>("/api/accounts/reset", { id }),
  removeAccount: (id: string) => call<unknown>("/api/accounts/remove", { id }),
  settings: () => call<Settings>("/api/settings"),
  putSettings: (input: Settings) => call<unknown>("/api/settings", input),
  backup: () => call<BackupState>("/api/backup"),
  setBackupPassphrase: (passphrase: string) => call<unknown>("/api/backup/passphrase", { passphrase }),
  writeBackup: (input: BackupInput) => call<BackupWritten>("/api/backup/write", input),
  downloadBackup: (input: BackupInput) => ask("/api/backup/download", input),
  uploadBackup: async (file: File) =>
    (await (await send("/api/backup/upload", "application/octet-stream", file)).json()) as UploadAnswer,
  restore: (input: RestoreInput) => call<RestoreAnswer>("/api/backup/restore", input),
  discardRestored: (path: string) => call<unknown>("/api/backup/restore/discard", { path }),
  mentions: (id: string) => call<MentionsAnswer>("/api/people/mentions", { id }),
  withdraw: (input: WithdrawInput) => call<WithdrawAnswer>("/api/people/withdraw", input),
  ledger: (before?: number) =>
    call<LedgerAnswer>(before === undefined ? "/api/ledger" : `/api/ledger?before=${before}`),
  state: () => call<StationState>("/api/state"),
  signIn: ({ keyFile, passphrase }: SignInInput) => call<unknown>("/api/sign-in", { keyFile, passphrase }),
  lock: () => call<unknown>("/api/lock", {}),
  sources: () => call<SourceInfo[]>("/api/sources"),
  readings: () => call<Readings>("/api/readings"),
  startReadings: (sources: string[], isDateRight = false) =>
    call<Readings>("/api/readings", { sources, isDateRight }),
  hands: (input: HandsInput) => call<unknown>("/api/sources/hands", input),
  trace: (input: TraceInput) => call<TraceAnswer>("/api/trace", input),
  cases: () => call<CaseRow[]>("/api/cases"),
  case: (id: string) => call<CaseAnswer>(`/api/cases/${encodeURIComponent(id)}`),
  openCase: (input: OpenCaseInput) => call<CaseAnswer>("/api/cases/open", input),
  act: (input: ActInput) => call<CaseNotes>("/api/cases/act", input),
  onward: (input: OnwardInput) => call<CaseAnswer>("/api/cases/onward", input),
  closeCase: (input: CloseInput) => call<unknown>("/api/cases/close", input),
  giveCase: (input: GiveCaseInput) => call<GiveAnswer>("/api/cases/give", input),
  caseMentions: (input: CaseMentionsInput) => call<CaseMention[]>("/api/cases/mentions", input),
  strikeCase: (input: CaseStrikeInput) => call<CaseAnswer>("/api/cases/strike", input),
  lockCase: (workId: string) => call<unknown>("/api/cases/lock", { workId }),
  openInterview: (input: InterviewInput) => call<InterviewAnswer>("/api/interviews", input),
  nameCase: (input: NameCaseInput) => call<CaseAnswer>("/api/cases/name", input),
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
