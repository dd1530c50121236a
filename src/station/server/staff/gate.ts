/** The one place where a request is held against the account that is signed in. What is not named here is not there. */
import type { Context, MiddlewareHandler } from "hono";
import { type Problem, problem } from "../../../words/problem.js";
import { type Act, mayDo } from "../../roles.js";
import type { Account } from "../../store/staff/accounts.js";
import type { Store } from "../../store/store.js";
import type { Session, Sessions } from "../session.js";

/** By method and path; *session*: before anybody is signed in, and while the page is locked. */
export const ENDPOINTS: Readonly<Record<string, Act | "session">> = {
  "GET /api/session": "session",
  "POST /api/session/first": "session",
  "POST /api/session/sign-in": "session",
  "POST /api/session/sign-out": "session",
  "POST /api/session/pin": "session",
  "POST /api/session/lock": "session",
  "POST /api/session/use": "session",
  "POST /api/session/training": "session",

  "GET /api/state": "look",
  "GET /api/people": "look",

  "GET /api/papers": "look",
  "GET /api/papers/:kind": "look",
  "POST /api/papers": "register",

  "GET /api/coverage": "look",
  "GET /api/coverage/buys": "look",
  "GET /api/coverage/units": "look",
  "GET /api/coverage/report.docx": "look",
  "GET /api/coverage/report.html": "look",
  "GET /api/coverage/report.json": "look",
  "GET /api/coverage/report.svg": "look",
  "GET /api/coverage/report.txt": "look",
  "GET /api/coverage/report.xlsx": "look",
  "POST /api/coverage/report": "register",
  "POST /api/coverage/figures": "register",
  "POST /api/coverage/campaign": "register",

  "GET /api/round": "look",
  "GET /api/round/list.html": "look",
  "GET /api/round/file.json": "register",
  "POST /api/round/file": "register",
  "POST /api/round/addresses": "register",
  "POST /api/round/visit": "register",
  "POST /api/round/household": "register",
  "POST /api/round/team": "register",
  "POST /api/round/person": "register",
  "POST /api/round/smartphone": "register",

  "POST /api/people": "register",
  "POST /api/people/preview": "register",
  "POST /api/people/import": "register",
  "POST /api/people/give": "register",
  "GET /api/people.csv": "register",
  "GET /api/people.xlsx": "register",
  "POST /api/holders": "register",
  "POST /api/holders/correct": "register",
  "POST /api/holders/return": "register",
  "POST /api/tokens/undo": "register",
  "POST /api/tokens/state": "register",

  "GET /api/sources": "read",
  "POST /api/sources/hands": "read",
  "GET /api/readings": "read",
  "POST /api/readings": "read",
  "POST /api/sign-in": "read",
  "POST /api/lock": "read",

  "POST /api/trace": "cases",
  "POST /api/phone-traces": "cases",
  "POST /api/interviews": "cases",
  "POST /api/cases/name": "cases",
  "GET /api/cases": "cases",
  "GET /api/cases/:id": "cases",
  "POST /api/cases/open": "cases",
  "POST /api/cases/act": "cases",
  "POST /api/cases/onward": "cases",
  "POST /api/cases/give": "cases",
  "POST /api/cases/close": "cases",
  "POST /api/cases/lock": "cases",
  "POST /api/cases/mentions": "cases",
  "POST /api/cases/strike": "cases",

  "GET /api/accounts": "accounts",
  "POST /api/accounts": "accounts",
  "POST /api/accounts/roles": "accounts",
  "POST /api/accounts/reset": "accounts",
  "POST /api/accounts/remove": "accounts",
  "POST /api/settings": "settings",
  "GET /api/settings": "settings",
  "GET /api/store-key": "settings",
  "POST /api/store-key/make": "settings",
  "POST /api/store-key/use": "settings",
  "GET /api/backup": "backup",
  "POST /api/backup/passphrase": "backup",
  "POST /api/backup/write": "backup",
  "POST /api/backup/download": "backup",
  "GET /api/backup/keyring": "backup",
  "POST /api/backup/upload": "backup",
  "POST /api/backup/restore": "backup",
  "POST /api/backup/restore/discard": "backup",
  "POST /api/people/mentions": "withdraw",
  "POST /api/people/withdraw": "withdraw",
  "GET /api/ledger": "ledger",
};

const PATTERNS = Object.entries(ENDPOINTS).map(([endpoint, act]) => {
  const [method, path] = endpoint.split(" ") as [string, string];
  return { method, path: new RegExp(`^${path.replaceAll(".", "\\.").replace(/:\w+/g, "[^/]+")}$`), act };
});

export interface Gate {
  /** Who is signed in, and not locked out. */
  accountOf(session: Session): Promise<Account | undefined>;
  isLocked(session: Session): Promise<boolean>;
  middleware(): MiddlewareHandler;
}

export function createGate(store: Store, sessions: Sessions): Gate {
  const accountOf = async ({ account }: Session) => (account === null ? undefined : store.account(account));
  const isLocked = async (session: Session) =>
    sessions.isLocked(session, (await store.settings()).idleMinutes * 60_000);

  /** Why not; undefined: go on. */
  async function refuse(
    session: Session,
    account: Account | undefined,
    act: Act,
  ): Promise<Refusal | undefined> {
    if (account === undefined) return { status: 401, why: problem("station/account/signed-out") };
    if (await isLocked(session)) return { status: 401, why: problem("station/account/page-locked") };
    if (account.mustChange) return { status: 403, why: problem("station/account/first-pin") };
    if (!mayDo(account.roles, act)) return { status: 403, why: problem("station/account/not-yours") };
    return undefined;
  }

  return {
    accountOf,
    isLocked,
    middleware: () => async (context: Context, next) => {
      const { path } = context.req;
      if (!path.startsWith("/api/")) return next();
      // A browser may ask by HEAD for what it gets by GET.
      const method = context.req.method === "HEAD" ? "GET" : context.req.method;
      const act = PATTERNS.find((one) => one.method === method && one.path.test(path))?.act;
      if (act === undefined) return context.json(problem("station/request/no-page"), 404);
      if (act === "session") return next();
      const session = sessions.of(context)!;
      const account = await accountOf(session);
      const refusal = await refuse(session, account, act);
      if (refusal !== undefined) return context.json(refusal.why, refusal.status);
      // The page asks by itself how far a reading is: that is nobody's hand.
      if (method !== "GET") sessions.use(session);
      return store.actingAs(account!.name, next);
    },
  };
}

interface Refusal {
  status: 401 | 403;
  why: Problem;
}
