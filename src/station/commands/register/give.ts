import { Command, Option } from "commander";
import { type JsonOptions, jsonOption, report } from "../../command-line/print.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { UserError } from "../../../words/user-error.js";
import { formatSerial, parseSerial } from "../../serial-number.js";
import type { ConsentBy, Giving, ReplacedState, Store } from "../../store/store.js";
import { formatDay, localDayOf } from "../../text/local-time.js";
import { parseTypedDay } from "../../text/typed-time.js";

interface GiveOptions extends JsonOptions {
  store: string;
  lend?: boolean;
  due?: string;
  consent?: ConsentBy;
  collectedBy?: string;
  replaces?: string;
  because: "lost" | "broken" | "flat";
}

/** `bztoken people give`: as the page does with a scanned label. */
export function giveCommand(): Command {
  return new Command("give")
    .description("give or lend a token to somebody of the register, also in place of another one")
    .argument("<number>", "on the token's label")
    .argument("<who...>", "as `bztoken people list` finds exactly one person")
    .option("--lend", "to be returned")
    .option("--due <day>", "lend it until this day, for example 14/08/2020")
    .option("--collected-by <name>", "who fetches it for them, a relative say")
    .option("--replaces <number>", "of their token that it takes the place of; its log stays theirs")
    .addOption(
      new Option("--because <what>", "what became of the replaced one")
        .choices(["lost", "broken", "flat"])
        .default("flat"),
    )
    .addOption(
      new Option("--consent <by>", "who agreed, where it is not on record").choices(["self", "guardian"]),
    )
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(give);
}

async function give(number: string, who: string[], options: GiveOptions): Promise<void> {
  const nowMs = Date.now();
  const serial = serialOf(number);
  const loan = loanOf(options, nowMs);
  await withStore(options.store, false, async (store) => {
    const person = await personCalled(store, who.join(" "));
    await store.giveNumber(serial, person.id, nowMs, {
      consent: options.consent === undefined ? null : { atMs: nowMs, by: options.consent },
      loan,
      collectedBy: options.collectedBy?.trim() || null,
      replaces: options.replaces === undefined ? null : replacedBy(person, options.replaces, options.because),
    });
    const dueDay = loan?.dueDay ?? null;
    const until = dueDay === null ? "" : ` until ${formatDay(dueDay)}`;
    report(
      options,
      { serial, person: person.id, loan },
      `token ${formatSerial(serial)} was ${loan === null ? "given" : "lent"} to ${person.name}${until}`,
    );
  });
}

/** `bztoken people return`: nobody has the token any more. */
export function returnCommand(): Command {
  return new Command("return")
    .description("take a token back")
    .argument("<number>", "on the token's label")
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(async (number: string, options: { store: string } & JsonOptions) => {
      const serial = serialOf(number);
      await withStore(options.store, false, async (store) => {
        const tokens = await store.tokens();
        const token = tokens.find((one) => one.serial === serial && one.holder !== null);
        if (token === undefined) throw new UserError("station/hand-over/nobody");
        await store.takeBack(token.token, Date.now());
        const { id, name } = token.holder!;
        report(options, { serial, person: id }, `${name} returned token ${formatSerial(serial)}`);
      });
    });
}

function serialOf(number: string): number {
  const serial = parseSerial(number);
  if (serial === undefined) throw new UserError("register/row/token", { text: number });
  return serial;
}

function loanOf({ lend, due }: GiveOptions, nowMs: number): Giving["loan"] {
  if (due === undefined) return lend === true ? { dueDay: null } : null;
  const dueDay = parseTypedDay(due, localDayOf(nowMs), "ahead");
  if (dueDay === undefined) throw new UserError("register/loan/day", { text: due });
  return { dueDay };
}

async function personCalled(store: Store, query: string) {
  const { people } = await store.people({ query, order: "name", isDown: false, after: null, limit: 2 });
  if (people.length !== 1) throw new UserError("register/give/person", { count: people.length, query });
  return people[0]!;
}

function replacedBy(
  person: Awaited<ReturnType<typeof personCalled>>,
  number: string,
  because: GiveOptions["because"],
): Giving["replaces"] {
  const serial = serialOf(number);
  const token = person.tokens.find((one) => one.serial === serial);
  if (token === undefined) throw new UserError("register/replace/not-theirs");
  const state: ReplacedState = because === "flat" ? "replaced" : because;
  return { token: token.token, state };
}
