import { useState } from "preact/hooks";
import type { Decision, Encoding, PlannedRow, Preview } from "../../../server/people-api.js";
import { problemOf } from "../../../../words/user-error.js";
import { client } from "../../client.js";
import { base64Of } from "../../shared/base64-of.js";
import { forgetChosen } from "../../shared/choose-again.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import { PlanTable } from "./plan-table.js";
import { useSaid } from "../../shared/said.js";

const ENCODINGS = ["unicode", "tcvn3", "vni"] as const;

/** A list is looked at row by row before anything of it is taken in. */
export function ImportPanel({ onClose }: { onClose: (isChanged: boolean) => void }) {
  const text = useText().people;
  const number = useNumber();
  const [content, setContent] = useState("");
  const [encoding, setEncoding] = useState<Encoding | null>(null);
  const [preview, setPreview] = useState<Preview>();
  const [decisions, setDecisions] = useState<ReadonlyMap<number, Decision>>(new Map());
  const [skipsBad, setSkipsBad] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useSaid();
  const [done, setDone] = useSaid();

  async function run(work: () => Promise<void>) {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(problemOf(error));
    }
    setBusy(false);
  }

  const look = (file: string, as: Encoding | null) =>
    run(async () => {
      setDone(undefined);
      setPreview(undefined);
      setDecisions(new Map());
      setContent(file);
      setEncoding(as);
      setPreview(await client.previewList({ content: file, encoding: as }));
    });

  async function choose(file: File | undefined) {
    if (file === undefined) return;
    await look(await base64Of(file), null);
  }

  const take = () =>
    run(async () => {
      const chosen = [...decisions].map(([row, decision]) => ({ row, decision }));
      const counts = await client.importList({ content, encoding, decisions: chosen, skipsBad });
      const { added, changed, same, skipped } = counts;
      setDone(({ text, number }) =>
        text.people.imported(number(added), number(changed), number(same), number(skipped)),
      );
      setPreview(undefined);
    });

  const plan = preview?.plan ?? [];
  const count = (verdict: PlannedRow["verdict"]) => plan.filter((row) => row.verdict === verdict).length;
  const doubles = plan.filter(({ verdict }) => verdict === "double");
  const undecided = doubles.filter(({ row }) => !decisions.has(row)).length;
  const taken = count("new") + count("changed") + doubles.filter(({ row }) => (decisions.get(row) ?? "skip") !== "skip").length; // prettier-ignore
  const decideAll = (decision: Decision) => setDecisions(new Map(doubles.map(({ row }) => [row, decision])));

  return (
    <section class="people">
      <div class="people-head">
        <h1>{text.importTitle}</h1>
        <span class="quiet">{text.importLead}</span>
        <div class="people-actions">
          <button type="button" class="plain" onClick={() => onClose(done !== "")}>
            {text.back}
          </button>
        </div>
      </div>
      <div class="card">
        <div class="toolbar import-bar">
          <label>
            {text.file}
            <input
              type="file"
              accept=".xlsx,.csv,.txt,.tsv"
              onClick={forgetChosen}
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
          </label>
          <label>
            {text.encoding}
            <select
              value={encoding ?? ""}
              disabled={content === ""}
              onChange={(event) => void look(content, (event.currentTarget.value || null) as Encoding | null)}
            >
              <option value="">{text.encodings.auto}</option>
              {ENCODINGS.map((one) => (
                <option key={one} value={one}>
                  {text.encodings[one]}
                </option>
              ))}
            </select>
          </label>
          {preview && (
            <div class="import-take">
              {count("bad") > 0 && (
                <label class="check">
                  <input
                    type="checkbox"
                    checked={skipsBad}
                    onChange={(event) => setSkipsBad(event.currentTarget.checked)}
                  />
                  {text.skipBad(number(count("bad")))}
                </label>
              )}
              <button
                type="button"
                disabled={isBusy || undecided > 0 || (count("bad") > 0 && !skipsBad)}
                onClick={() => void take()}
              >
                {text.doImport(number(taken))}
              </button>
            </div>
          )}
        </div>
        <div role="status">
          {isBusy && <p class="import-note">{text.reading}</p>}
          {done && <p class="import-note">{done}</p>}
          {preview && (
            <p class="import-note">
              {(["new", "changed", "same", "double", "bad"] as const)
                .filter((verdict) => count(verdict) > 0)
                .map((verdict) => `${number(count(verdict))} ${text.verdicts[verdict]}`)
                .join(" · ")}
              {preview.encoding !== "unicode" && ` · ${text.converted(text.encodings[preview.encoding])}`}
              {preview.unknownColumns.length > 0 && ` · ${text.notTaken(preview.unknownColumns.join(", "))}`}
              {undecided > 0 && ` · ${text.undecided(number(undecided))}`}
            </p>
          )}
        </div>
        {problem && (
          <p class="alert" role="alert">
            {problem}
          </p>
        )}
        {doubles.length > 1 && (
          <p class="import-note">
            <button type="button" class="plain" onClick={() => decideAll("skip")}>
              {text.allSkip}
            </button>{" "}
            <button type="button" class="plain" onClick={() => decideAll("add")}>
              {text.allAdd}
            </button>
          </p>
        )}
        {preview && (
          <PlanTable
            plan={plan}
            decisions={decisions}
            onDecide={(row, decision) => {
              const next = new Map(decisions);
              if (decision === undefined) next.delete(row);
              else next.set(row, decision);
              setDecisions(next);
            }}
          />
        )}
      </div>
    </section>
  );
}
