import { useContext, useEffect, useState } from "preact/hooks";
import type { Issuer } from "../../../server/paper/papers-api.js";
import type { ListedPerson, Outcome, WalkedHousehold } from "../../../store/types.js";
import { formatDay } from "../../../text/local-time.js";
import { client, paperPath, roundPath } from "../../client.js";
import { Empty } from "../../parts/empty.js";
import { forgetChosen } from "../../shared/choose-again.js";
import { base64Of } from "../../shared/base64-of.js";
import { LanguageContext } from "../../shared/language.js";
import { useMay } from "../../staff/may.js";
import { useText } from "../../text.js";
import { GiveNumberDialog } from "../people/give-number-dialog.js";
import { BackDialog, HouseholdDialog, MemberDialog, TeamDialog } from "./dialogs.js";
import { HouseholdRow, resultsId } from "./household-row.js";
import { RoundBar } from "./round-bar.js";
import { ProgressTable } from "./progress-table.js";
import { useRound } from "./use-round.js";
import { useSaid } from "../../shared/said.js";

type Open =
  | { kind: "add" | "share" }
  | { kind: "edit" | "back"; household: WalkedHousehold }
  /** `isVisit`: the household counts as issued once whoever needs a token has one. */
  | { kind: "member"; household: WalkedHousehold; isVisit: boolean }
  | { kind: "give"; household: WalkedHousehold; person: ListedPerson; isVisit: boolean };

/** From house to house: the list in the order of the walk, printed before and typed in afterwards, one row after the other. */
export function RoundScreen({ nowMs, refresh }: { nowMs: number; refresh: () => Promise<void> }) {
  const text = useText().round;
  const people = useText().people;
  const language = useContext(LanguageContext);
  const may = useMay()("register");
  const round = useRound();
  const { asked, answer } = round;
  const [open, setOpen] = useState<Open>();
  const [note, setNote] = useSaid();
  const [given, setGiven] = useState<{ token: string; number: string; person: ListedPerson }>();
  const [issuer, setIssuer] = useState<Issuer>();
  /** The household at whose door somebody stands. */
  const [here, setHere] = useState<WalkedHousehold>();
  useEffect(() => void client.issuer().then(setIssuer, () => undefined), []);

  if (answer === undefined) return round.problem ? <Alert text={round.problem} /> : null;
  const { day, today, households, units, teams, total, campaign, fromDay } = answer;

  const focus = (id: string | undefined) =>
    document
      .getElementById(resultsId(id ?? ""))
      ?.querySelector<HTMLButtonElement>("button")
      ?.focus();
  const move = (from: WalkedHousehold, by: -1 | 1) => {
    const next = households[households.findIndex(({ id }) => id === from.id) + by];
    setHere(next ?? from);
    focus((next ?? from).id);
  };
  async function store(household: WalkedHousehold, outcome: Outcome | null, backDay: number | null = null) {
    await client.putVisit({ id: household.id, day, outcome, backDay });
    const last = outcome === null ? null : { day, atMs: nowMs, outcome, backDay };
    round.change(household.id, { last });
    if (outcome === "refused")
      for (const { id, smartphone, consent } of household.members)
        if (smartphone === false && consent === null) round.changeMember(id, { refusedMs: nowMs });
    void round.refreshFigures();
    if (outcome !== null) move(household, 1);
  }

  function choose(household: WalkedHousehold, outcome: Outcome) {
    setHere(household);
    if (household.last?.day === day && household.last.outcome === outcome)
      return void store(household, null).catch(round.fail);
    if (outcome === "back") return setOpen({ kind: "back", household });
    if (outcome !== "issued") return void store(household, outcome).catch(round.fail);
    const person = nextToGive(household, true);
    if (person !== undefined) return setOpen({ kind: "give", household, person, isVisit: true });
    const hasTokens = household.members.some(({ tokens }) => tokens.length > 0);
    if (hasTokens) return void store(household, "issued").catch(round.fail);
    setOpen({ kind: "member", household, isVisit: true });
  }

  function gave(
    { household, person, isVisit }: Extract<Open, { kind: "give" }>,
    token: string,
    told: string,
  ) {
    const tokens = [...person.tokens, { token, serial: Number(told) }];
    round.changeMember(person.id, { tokens });
    setGiven({ token, number: told, person });
    setNote(undefined);
    void refresh();
    const members = household.members.map((one) => (one.id === person.id ? { ...one, tokens } : one));
    const now = { ...household, members };
    const next = isVisit ? nextToGive(now, false) : undefined;
    if (next !== undefined) return setOpen({ kind: "give", household: now, person: next, isVisit });
    setOpen(undefined);
    if (isVisit) void store(now, "issued").catch(round.fail);
  }
  async function undo() {
    try {
      await client.undoIssue({ token: given!.token, person: given!.person.id });
      round.changeMember(given!.person.id, { tokens: given!.person.tokens });
      setGiven(undefined);
      setNote(({ text }) => text.people.undone);
      void refresh();
    } catch (error) {
      round.fail(error);
    }
  }
  async function addMember(
    { household, isVisit }: Extract<Open, { kind: "member" }>,
    input: Parameters<typeof client.addMember>[0],
  ) {
    const { id } = await client.addMember(input);
    const { name, birthYear, phone, smartphone } = input;
    const person: ListedPerson = {
      ...{ id, name, birthYear, phone, smartphone, unit: household.unit, address: household.address },
      ...{ sex: null, relativePhone: null, guardian: null, group: null, consent: null, origin: null },
      tokens: [],
    };
    const now = { ...household, members: [...household.members, person] };
    round.change(household.id, { members: now.members });
    setOpen(smartphone === true ? undefined : { kind: "give", household: now, person, isVisit });
  }
  const togglePhone = async (person: ListedPerson) => {
    const smartphone = person.smartphone === false ? true : person.smartphone === true ? null : false;
    try {
      await client.putSmartphone({ personId: person.id, smartphone });
      round.changeMember(person.id, { smartphone });
    } catch (error) {
      round.fail(error);
    }
  };
  async function make() {
    try {
      const { households, people, unplaced } = await client.makeHouseholds();
      setGiven(undefined);
      setNote(({ text, number }) => text.round.made(number(households), number(people), number(unplaced)));
      await round.reload();
    } catch (error) {
      round.fail(error);
    }
  }
  async function takeIn(file: File | undefined) {
    if (file === undefined) return;
    try {
      const { households, people, visits, tokens, notes } = await client.takeRound({
        content: await base64Of(file),
      });
      setGiven(undefined);
      setNote(({ text, number, sentence }) =>
        [
          text.round.taken(number(households), number(people), number(visits), number(tokens)),
          ...notes.map(sentence),
        ].join(" "),
      );
      await round.reload();
      void refresh();
    } catch (error) {
      setNote(undefined);
      round.fail(error);
    }
  }

  const shown = { ...asked, day };
  const close = () => setOpen(undefined);
  const done = async () => {
    close();
    await round.reload();
  };
  return (
    <section class="listing round">
      <div class="listing-head">
        <h1>{text.title}</h1>
        {campaign !== null && <span class="quiet">{text.since(campaign, formatDay(fromDay))}</span>}
        <a href="#people">{text.back}</a>
        <div class="people-actions">
          {may && (
            <>
              <button type="button" onClick={() => setOpen({ kind: "add" })}>
                {text.add}
              </button>
              <button type="button" class="plain" onClick={() => void make()}>
                {text.make}
              </button>
              <a class="button plain" href={roundPath(shown, "file.json")} download>
                {text.takeOut}
              </a>
              <label class="button plain file-button">
                {text.takeIn}
                <input
                  type="file"
                  accept=".json"
                  class="visually-hidden"
                  onClick={forgetChosen}
                  onChange={(event) => void takeIn(event.currentTarget.files?.[0])}
                />
              </label>
            </>
          )}
        </div>
      </div>
      {round.problem && <Alert text={round.problem} />}
      <p class="people-note" role="status">
        {given ? people.given(given.number, given.person.name) : note}
        {given && (
          <>
            <a
              class="button plain"
              href={
                issuer?.name ? paperPath("labels", issuer, language, String(Number(given.number))) : "#papers"
              }
              {...(issuer?.name && { target: "_blank", rel: "noopener" })}
            >
              {text.label}
            </a>
            <button type="button" class="plain" onClick={() => void undo()}>
              {people.undo}
            </button>
          </>
        )}
      </p>
      {total.households === 0 ? (
        <Empty title={text.emptyTitle}>{text.emptyText}</Empty>
      ) : (
        <>
          <ProgressTable {...{ units, teams, total }} />
          <div class="card">
            <RoundBar
              {...{ asked, answer }}
              onAsk={round.ask}
              onWrongDay={() => round.setProblem(({ text }) => text.round.notDay)}
              onShare={
                may && asked.unit !== "" && households.length > 0
                  ? () => setOpen({ kind: "share" })
                  : undefined
              }
            />
            {answer.isCut && <p class="import-note">{text.cut}</p>}
            {households.length === 0 ? (
              <p class="quiet center">{text.done}</p>
            ) : (
              <>
                {may && <p class="import-note quiet">{text.keys}</p>}
                <div class="wide" tabIndex={0} role="region" aria-label={text.title}>
                  <table class="dense walk">
                    <thead>
                      <tr>
                        <th>{text.number}</th>
                        <th>{text.household}</th>
                        <th>{text.members}</th>
                        <th>{text.result}</th>
                        <th>{people.actions}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {households.map((household) => (
                        <HouseholdRow
                          key={household.id}
                          household={household}
                          hasUnit={asked.unit === ""}
                          onOutcome={(outcome) => choose(household, outcome)}
                          onMove={(by) => move(household, by)}
                          onPhone={(person) => void togglePhone(person)}
                          onGive={(person) => setOpen({ kind: "give", household, person, isVisit: false })}
                          onMember={() => setOpen({ kind: "member", household, isVisit: false })}
                          onEdit={() => setOpen({ kind: "edit", household })}
                        />
                      ))}
                    </tbody>
                  </table>
                </div>
              </>
            )}
          </div>
        </>
      )}
      {(open?.kind === "add" || open?.kind === "edit") && (
        <HouseholdDialog
          household={open.kind === "edit" ? open.household : undefined}
          unit={here?.unit ?? asked.unit}
          team={here?.team ?? asked.team}
          after={here?.position ?? null}
          onSave={async (input) => {
            await client.putHousehold(input);
            await done();
          }}
          onClose={close}
        />
      )}
      {open?.kind === "share" && (
        <TeamDialog
          unit={asked.unit}
          households={households}
          onSave={async (input) => {
            await client.putTeam(input);
            await done();
          }}
          onClose={close}
        />
      )}
      {open?.kind === "back" && (
        <BackDialog
          household={open.household}
          day={day}
          onSave={async (backDay) => {
            await store(open.household, "back", backDay);
            close();
          }}
          onClose={close}
        />
      )}
      {open?.kind === "member" && (
        <MemberDialog
          household={open.household}
          nowDay={today}
          onSave={(input) => addMember(open, input)}
          onClose={close}
        />
      )}
      {open?.kind === "give" && (
        <GiveNumberDialog
          key={open.person.id}
          nowMs={nowMs}
          person={open.person}
          onGiven={(token, told) => gave(open, token, told)}
          onClose={close}
        />
      )}
    </section>
  );
}

/** Who has no smartphone and no token. @param mayAsk  else whoever may have none, where nobody of the household has a token */
function nextToGive({ members }: WalkedHousehold, mayAsk: boolean): ListedPerson | undefined {
  const without = members.filter(({ tokens }) => tokens.length === 0);
  const phoneless = without.find(({ smartphone }) => smartphone === false);
  if (phoneless !== undefined || !mayAsk || without.length < members.length) return phoneless;
  return without.find(({ smartphone }) => smartphone !== true);
}

function Alert({ text }: { text: string }) {
  return (
    <p class="alert" role="alert">
      {text}
    </p>
  );
}
