import { useState } from "preact/hooks";
import { NO_TOKEN_SERIAL, labelOf } from "../../serial-number.js";
import { formatDay, localDayOf } from "../../text/local-time.js";
import type { StationState } from "../../server/api.js";
import { CASE_PARTS, type CasePath, hrefOfCase } from "../cases/case-path.js";
import { client } from "../client.js";
import { CallList } from "../parts/cases/call-list.js";
import { CloseDialog } from "../parts/cases/dialogs/close-dialog.js";
import { GiveDialog } from "../parts/cases/dialogs/give-dialog.js";
import { NameDialog } from "../parts/cases/dialogs/name-dialog.js";
import { StrikeDialog } from "../parts/cases/dialogs/strike-dialog.js";
import { FollowSheet } from "../parts/cases/follow-sheet.js";
import { CaseGraph } from "../parts/cases/graph.js";
import { OpenDialog } from "../parts/cases/dialogs/open-dialog.js";
import { PeopleTable } from "../parts/cases/people-table.js";
import { contactKey } from "../../cases/people.js";
import { useSentence, useText } from "../text.js";
import { type TraceForm, phoneFormOf } from "../trace-form.js";
import { useCase } from "../cases/use-case.js";

interface Props {
  path: CasePath;
  station: StationState;
  onTrace: (part: Partial<TraceForm>) => void;
}

export function CaseScreen({ path: { workId, part }, station, onTrace }: Props) {
  const text = useText();
  const sentence = useSentence();
  const { opened, problem } = useCase(workId);
  const [dialog, setDialog] = useState<"open" | "close" | "give" | "name" | "strike">();
  /** Who ticks calls off; it stays over all parts. */
  const [by, setBy] = useState("");

  if (opened === undefined) {
    return (
      <section>
        <h1>{text.case.title}</h1>
        {problem === undefined ? (
          <p class="quiet">{text.loading}</p>
        ) : (
          <>
            <p class="alert" role="alert">
              {sentence(problem)}
            </p>
            <p class="result-actions">
              <button type="button" onClick={() => setDialog("open")}>
                {text.case.unlock}
              </button>
              <a class="button plain" href="#cases">
                {text.case.tab}
              </a>
            </p>
          </>
        )}
        {dialog === "open" && (
          <OpenDialog row={{ id: workId }} onClose={() => location.replace(hrefOfCase(workId, part))} />
        )}
      </section>
    );
  }

  const { content, openedMs } = opened;
  const { trace, onsetDay } = content;
  const today = localDayOf(station.nowMs);
  const [device] = trace.tokens;
  const name = trace.holder?.name || (device ? labelOf(device) : text.notRegistered);
  const hasToken = device !== undefined && device.serial !== NO_TOKEN_SERIAL;
  const onset = onsetDay === null ? "" : formatDay(onsetDay);
  const putAway = async () => {
    await client.lockCase(workId);
    location.hash = "#cases";
  };

  return (
    <section class="case">
      <div class="case-head">
        <h1>
          {name} {onset !== "" && <span class="sub">{`${text.onset} ${onset}`}</span>}
        </h1>
        <nav class="parts" aria-label={name}>
          {CASE_PARTS.map((one) => (
            <a key={one} href={hrefOfCase(workId, one)} aria-current={one === part ? "page" : undefined}>
              {text.case.parts[one]}
            </a>
          ))}
        </nav>
        <div class="case-actions">
          {hasToken && (
            <button
              type="button"
              class="plain"
              onClick={() => onTrace({ f0: contactKey(trace), onset, isolated: "" })}
            >
              {text.case.traceAgain}
            </button>
          )}
          {trace.holder !== null ? (
            <button type="button" class="plain" onClick={() => onTrace(phoneFormOf(trace.holder!, onset))}>
              {text.addPhone}
            </button>
          ) : (
            !hasToken && (
              <button type="button" class="plain" onClick={() => setDialog("name")}>
                {text.nameCase}
              </button>
            )
          )}
          {openedMs !== null && (
            <>
              <button type="button" class="plain" onClick={() => void putAway()}>
                {text.case.putAway}
              </button>
              <button type="button" class="plain" onClick={() => setDialog("give")}>
                {text.case.give}
              </button>
              <button type="button" class="plain" onClick={() => setDialog("close")}>
                {text.case.close}
              </button>
            </>
          )}
        </div>
      </div>
      {problem && (
        <p class="alert" role="alert">
          {sentence(problem)}
        </p>
      )}
      {device === undefined && part === "people" && (
        <p class="notice">{[...trace.notes.map(sentence), text.noTrace].join(" ")}</p>
      )}
      {part === "people" && (
        <>
          <PeopleTable opened={opened} station={station} onTrace={onTrace} />
          <div class="case-actions seldom">
            <button type="button" class="plain" onClick={() => setDialog("strike")}>
              {text.mentions.caseAction}
            </button>
          </div>
        </>
      )}
      {part === "call" && <CallList {...{ opened, by, setBy, nowMs: station.nowMs }} />}
      {part === "follow" && <FollowSheet {...{ opened, today, name }} />}
      {part === "graph" && <CaseGraph opened={opened} name={name} />}
      {dialog === "name" && (
        <NameDialog opened={opened} nowMs={station.nowMs} onClose={() => setDialog(undefined)} />
      )}
      {dialog === "strike" && <StrikeDialog opened={opened} onClose={() => setDialog(undefined)} />}
      {dialog === "give" && <GiveDialog workId={workId} onClose={() => setDialog(undefined)} />}
      {dialog === "close" && <CloseDialog workId={workId} onClose={() => setDialog(undefined)} />}
    </section>
  );
}
