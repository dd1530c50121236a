import { useEffect, useRef, useState } from "preact/hooks";
import { ACTIVITIES, coveredOf, shareOf } from "../../../coverage/figures.js";
import type { CoverageAnswer } from "../../../server/coverage/coverage-api.js";
import { formatDay } from "../../../text/local-time.js";
import { parseTypedDay } from "../../../text/typed-time.js";
import { problemOf } from "../../../../words/user-error.js";
import { type CoverageAsked, client, coveragePath } from "../../client.js";
import { Empty } from "../../parts/empty.js";
import { forgetChosen } from "../../shared/choose-again.js";
import { base64Of } from "../../shared/base64-of.js";
import { useMay } from "../../staff/may.js";
import { useSentence, useText } from "../../text.js";
import { CampaignDialog } from "./campaign-dialog.js";
import { Dues } from "./dues.js";
import { FiguresDialog } from "./figures-dialog.js";
import { FiguresTable, GroupsTable } from "./figures-table.js";
import { ReportButtons } from "./report-buttons.js";
import { TokensBuy } from "./tokens-buy.js";
import { UnitPicker } from "./unit-picker.js";
import { useFormats } from "./use-formats.js";
import { useSaid } from "../../shared/said.js";

const FIRST: CoverageAsked = { unit: "", day: null, campaign: "", sample: "" };

/** How far the campaign has come: of a unit and those right below it, with everything that leaves the house. */
export function CoverageScreen() {
  const text = useText().coverage;
  const sentence = useSentence();
  const may = useMay();
  const { count, share, change, language } = useFormats();
  const [asked, setAsked] = useState(FIRST);
  const [path, setPath] = useState<readonly string[]>([]);
  const [answer, setAnswer] = useState<CoverageAnswer>();
  const [problem, setProblem] = useSaid();
  const [note, setNote] = useSaid();
  const [version, setVersion] = useState(0);
  const [open, setOpen] = useState<"figures" | "campaign" | "new-campaign">();
  const latest = useRef(asked);
  latest.current = asked;

  useEffect(() => {
    void client.coverage(asked).then(
      (found) => {
        if (latest.current !== asked) return;
        setAnswer(found);
        setProblem(undefined);
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
  }, [asked, version]);

  const ask = (part: Partial<CoverageAsked>) => setAsked((now) => ({ ...now, ...part }));
  const goTo = (unit: string) => {
    setPath([...path, asked.unit]);
    ask({ unit });
  };
  const back = () => {
    ask({ unit: path.at(-1)! });
    setPath(path.slice(0, -1));
  };
  async function take(file: File | undefined) {
    if (file === undefined) return;
    try {
      const { unit, day, notes } = await client.takeCoverage({ content: await base64Of(file) });
      setNote(({ text, sentence }) =>
        [text.coverage.taken(unit, formatDay(day)), ...notes.map(sentence)].join(" "),
      );
      setProblem(undefined);
      setVersion(version + 1);
    } catch (error) {
      setNote(undefined);
      setProblem(problemOf(error));
    }
  }

  if (answer === undefined) return problem ? <Alert text={problem} /> : null;
  const { unit, total, campaign, campaigns, samples, target, residents, places, groups, activities } = answer;
  const covered = coveredOf(total.now);
  const isSample = asked.sample !== "";
  // Of exactly what is shown, whatever the station chose.
  const shown = { ...asked, unit: unit?.id ?? "", day: answer.day, campaign: isSample ? "" : (campaign?.id ?? "none") }; // prettier-ignore
  const isOfPlaces = places.length > 0 && residents.length === 0;
  return (
    <section class="coverage">
      <div class="listing-head">
        <h1>{unit === null ? text.title : `${text.title}: ${unit.name}`}</h1>
        {unit !== null && unit.above.length > 0 && (
          <span class="quiet">{text.within(unit.above.join(", "))}</span>
        )}
        {path.length > 0 && (
          <button type="button" class="plain" onClick={back}>
            {text.up}
          </button>
        )}
      </div>
      <div class="card coverage-bar">
        {!isSample && <UnitPicker onUnit={goTo} />}
        <label>
          {text.sample}
          <select
            value={asked.sample}
            onChange={(event) => {
              setPath([]);
              setAsked({ ...FIRST, sample: event.currentTarget.value });
            }}
          >
            <option value="">{text.noSample}</option>
            {samples.map((id) => (
              <option key={id} value={id}>
                {text.samples[id]}
              </option>
            ))}
          </select>
        </label>
        {!isSample && (
          <label>
            {text.campaign}
            <select
              value={campaign?.id ?? "none"}
              onChange={(event) => ask({ campaign: event.currentTarget.value })}
            >
              <option value="none">{text.noCampaign}</option>
              {campaigns.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          {text.day}
          <input
            key={answer.day}
            inputMode="numeric"
            autocomplete="off"
            defaultValue={formatDay(answer.day)}
            onChange={(event) => {
              const day = parseTypedDay(event.currentTarget.value, answer.today);
              if (day === undefined) setProblem(({ text }) => text.coverage.notDate);
              else ask({ day });
            }}
          />
        </label>
        {may("register") && !isSample && (
          <div class="coverage-acts">
            <button type="button" disabled={unit === null} onClick={() => setOpen("figures")}>
              {text.enter}
            </button>
            <label class="button plain file-button">
              {text.take}
              <input
                type="file"
                accept=".json"
                class="visually-hidden"
                onClick={forgetChosen}
                onChange={(event) => void take(event.currentTarget.files?.[0])}
              />
            </label>
            <button type="button" class="plain" onClick={() => setOpen("new-campaign")}>
              {text.addPlan}
            </button>
            {campaign !== null && (
              <button type="button" class="plain" onClick={() => setOpen("campaign")}>
                {text.plan}
              </button>
            )}
          </div>
        )}
      </div>
      {problem && <Alert text={problem} />}
      <p role="status" class="people-note">
        {note || (isSample && text.sampleNote)}
      </p>
      {unit === null ? (
        <Empty title={text.emptyTitle}>{text.emptyText}</Empty>
      ) : (
        <>
          <dl class="coverage-totals">
            <Total
              name={text.covered}
              value={count(covered)}
              more={[
                text.ofPeople(share(shareOf(covered, total.now.population))),
                text.weekIs(change(covered, coveredOf(total.was))),
              ]}
            />
            <Total
              name={text.share}
              value={share(shareOf(covered, total.now.population))}
              more={target === null ? [] : [text.targetIs(share(target))]}
            />
            <Total
              name={text.people}
              value={count(total.now.population)}
              more={[`${text.phoneless}: ${count(total.now.phoneless)}`]}
            />
            <Total
              name={text.installs}
              value={count(total.now.installs)}
              more={[text.weekIs(change(total.now.installs, total.was.installs))]}
            />
            <Total
              name={text.tokens}
              value={count(total.now.tokens)}
              more={[
                text.tokensNote(count(answer.activeDays)),
                text.weekIs(change(total.now.tokens, total.was.tokens)),
              ]}
            />
          </dl>
          <ReportButtons asked={shown} />
          {(residents.length > 0 || places.length > 0) && (
            <figure class="card coverage-chart">
              <img
                src={`${coveragePath(shown, "report.svg", language)}&version=${version}`}
                alt={text.chartOf(unit.name)}
              />
            </figure>
          )}
          {residents.length > 0 && (
            <div class="card">
              <h2>{text.residents}</h2>
              <FiguresTable title={text.residents} rows={residents} total={total} onUnit={goTo} />
            </div>
          )}
          {places.length > 0 && (
            <div class="card">
              <h2>{text.places}</h2>
              <p class="quiet coverage-note">{text.placesNote}</p>
              <FiguresTable
                title={text.places}
                rows={places}
                {...(isOfPlaces ? { total } : {})}
                onUnit={goTo}
              />
            </div>
          )}
          {groups.length > 0 && (
            <div class="card">
              <h2>{text.groups}</h2>
              <GroupsTable groups={groups} />
            </div>
          )}
          {answer.hasSimulator && <TokensBuy population={total.now.population} covered={covered ?? 0} />}
          <div class="coverage-rest">
            {ACTIVITIES.some((name) => activities[name] !== undefined) && (
              <div class="card">
                <h2>{text.activities}</h2>
                <dl class="coverage-list">
                  {ACTIVITIES.filter((name) => activities[name] !== undefined).map((name) => (
                    <div key={name}>
                      <dt>{text.activityNames[name]}</dt>
                      <dd>{count(activities[name])}</dd>
                    </div>
                  ))}
                </dl>
              </div>
            )}
            {answer.dues.length > 0 && <Dues dues={answer.dues} />}
            {answer.notes.length > 0 && (
              <div class="card">
                <h2>{text.notes}</h2>
                <ul>
                  {answer.notes.map((one) => (
                    <li key={sentence(one)}>{sentence(one)}</li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        </>
      )}
      {open === "figures" && unit !== null && (
        <FiguresDialog
          unit={unit}
          today={answer.today}
          onClose={(isChanged) => {
            setOpen(undefined);
            if (isChanged) setVersion(version + 1);
          }}
        />
      )}
      {(open === "campaign" || open === "new-campaign") && (
        <CampaignDialog
          campaign={open === "campaign" ? campaign! : undefined}
          today={answer.today}
          onClose={(id) => {
            setOpen(undefined);
            if (id === undefined) return;
            setVersion(version + 1);
            ask({ campaign: id });
          }}
        />
      )}
    </section>
  );
}

function Total({ name, value, more }: { name: string; value: string; more: readonly string[] }) {
  return (
    <div class="card">
      <dt>{name}</dt>
      <dd class="value">{value}</dd>
      {more.map((line) => (
        <dd key={line} class="quiet">
          {line}
        </dd>
      ))}
    </div>
  );
}

function Alert({ text }: { text: string }) {
  return (
    <p class="alert" role="alert">
      {text}
    </p>
  );
}
