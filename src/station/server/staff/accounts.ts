/** Who is signed in on a page; and the accounts, for an administrator. */
import type { Context, Hono } from "hono";
import { z } from "zod";
import { UserError } from "../../../words/user-error.js";
import { STAFF_ROLES, mayDo } from "../../roles.js";
import type { Store } from "../../store/store.js";
import type { Session, Sessions } from "../session.js";
import type { Gate } from "./gate.js";
import type { OneTimePin, SessionAnswer, TrainingNote } from "./staff-api.js";

const DAY_MS = 86_400_000;

const name = z.string().trim().normalize("NFC").min(1).max(80);
const pin = z.string().max(200);
const id = z.string().max(40);
const roles = z.array(z.enum(STAFF_ROLES)).min(1).max(STAFF_ROLES.length);
const firstInput = z.object({ name, pin });
const signInInput = z.object({ id, pin });
const pinInput = z.object({ pin, wanted: pin });
const accountInput = z.object({ name, roles });
const rolesInput = z.object({ id, roles });
const idInput = z.object({ id });

interface Services {
  store: Store;
  sessions: Sessions;
  gate: Gate;
  utcNowMs: () => number;
  /** Somebody else comes: keys and cases that are open go back under lock. */
  putAway: () => void;
  trainingNote: TrainingNote | null;
  hasTraining: boolean;
  isPlain: boolean;
}

export function addAccounts(app: Hono, services: Services): void {
  const { store, sessions, gate, utcNowMs, putAway, trainingNote, hasTraining, isPlain } = services;
  const sessionOf = (context: Context): Session => sessions.of(context)!;

  async function answer(context: Context): Promise<SessionAnswer> {
    const session = sessionOf(context);
    const accounts = await store.accounts();
    const account = (await gate.accountOf(session)) ?? null;
    const { idleMinutes, backupDays } = await store.settings();
    const isWatched = account !== null && mayDo(account.roles, "backup");
    return {
      training: trainingNote,
      hasTraining,
      isPlain,
      isFirst: accounts.length === 0,
      accounts: accounts.map((one) => ({ id: one.id, name: one.name })),
      account,
      isLocked: account !== null && (await gate.isLocked(session)),
      idleMs: idleMinutes * 60_000,
      isBackupDue: isWatched && (await lastBackupMs()) + backupDays * DAY_MS < utcNowMs(),
    };
  }

  /** Before the first one it counts from the first account on: a new store is not nagged. */
  async function lastBackupMs(): Promise<number> {
    const [last] = (await store.backupKeys()).flatMap(({ usedMs }) => (usedMs === null ? [] : [usedMs]));
    return last ?? (await store.firstAccountMs());
  }

  app.get("/api/session", async (context) => context.json(await answer(context)));

  app.post("/api/session/first", async (context) => {
    const input = firstInput.parse(await context.req.json());
    const first = await store.actingAs(input.name, () =>
      store.addFirstAccount(input.name, input.pin, utcNowMs()),
    );
    sessions.renew(context, first);
    return context.json({});
  });

  app.post("/api/session/sign-in", async (context) => {
    const input = signInInput.parse(await context.req.json());
    await store.requirePin(input.id, input.pin, utcNowMs());
    if (sessionOf(context).account !== input.id) putAway();
    sessions.renew(context, input.id);
    return context.json({});
  });

  app.post("/api/session/sign-out", (context) => {
    putAway();
    sessions.renew(context, null);
    return context.json({});
  });

  app.post("/api/session/pin", async (context) => {
    const input = pinInput.parse(await context.req.json());
    const { account } = sessionOf(context);
    if (account === null) throw new UserError("station/account/signed-out");
    await store.changePin(account, input.pin, input.wanted, utcNowMs());
    // Whoever knew the old PIN may be signed in somewhere.
    sessions.signOut(account);
    sessions.renew(context, account);
    return context.json({});
  });

  app.post("/api/session/lock", (context) => {
    sessionOf(context).isLocked = true;
    return context.json({});
  });

  app.post("/api/session/use", async (context) => {
    const session = sessionOf(context);
    if (session.account === null) throw new UserError("station/account/signed-out");
    if (await gate.isLocked(session)) throw new UserError("station/account/page-locked");
    sessions.use(session);
    return context.json({});
  });

  app.get("/api/accounts", async (context) => context.json(await store.accounts()));

  app.post("/api/accounts", async (context) => {
    const input = accountInput.parse(await context.req.json());
    const given = await store.addAccount(input.name, input.roles, utcNowMs());
    return context.json({ pin: given } satisfies OneTimePin);
  });

  app.post("/api/accounts/roles", async (context) => {
    const input = rolesInput.parse(await context.req.json());
    await store.putRoles(input.id, input.roles, utcNowMs());
    return context.json({});
  });

  app.post("/api/accounts/reset", async (context) => {
    const input = idInput.parse(await context.req.json());
    const given = await store.resetPin(input.id, utcNowMs());
    sessions.signOut(input.id);
    return context.json({ pin: given } satisfies OneTimePin);
  });

  app.post("/api/accounts/remove", async (context) => {
    const input = idInput.parse(await context.req.json());
    await store.removeAccount(input.id, utcNowMs());
    sessions.signOut(input.id);
    return context.json({});
  });
}
