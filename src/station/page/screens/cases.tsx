import { useEffect, useState } from "preact/hooks";
import { problemOf } from "../../../words/user-error.js";
import type { CaseRow, StationState } from "../../server/api.js";
import { NO_TOKEN_SERIAL, formatSerial } from "../../serial-number.js";
import { formatMoment } from "../../text/local-time.js";
import { type CasePath, hrefOfCase } from "../cases/case-path.js";
import { client } from "../client.js";
import { InterviewDialog } from "../parts/cases/dialogs/interview-dialog.js";
import { OpenDialog } from "../parts/cases/dialogs/open-dialog.js";
import { Empty } from "../parts/empty.js";
import { useText } from "../text.js";
import type { TraceForm } from "../trace-form.js";
import { CaseScreen } from "./case.js";
import { useSaid } from "../shared/said.js";

interface Props {
  path: CasePath | undefined;
  station: StationState;
  onTrace: (part: Partial<TraceForm>) => void;
}

/** The list of cases, or the one that the address names. */
export function CasesScreen({ path, ...rest }: Props) {
  return path === undefined ? (
    <CaseList station={rest.station} />
  ) : (
    <CaseScreen key={path.workId} path={path} {...rest} />
  );
}

function CaseList({ station }: Pick<Props, "station">) {
  const text = useText();
  const [rows, setRows] = useState<CaseRow[]>();
  const [problem, setProblem] = useSaid();
  const [opening, setOpening] = useState<CaseRow>();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    client.cases().then(setRows, (error: unknown) => setProblem(problemOf(error)));
  }, []);

  return (
    <section>
      <div class="title tight">
        <h1>{text.case.title}</h1>
        <p class="lead">{text.case.lead}</p>
      </div>
      {problem && (
        <p class="alert" role="alert">
          {problem}
        </p>
      )}
      {rows === undefined ? (
        !problem && <p class="quiet">{text.loading}</p>
      ) : rows.length === 0 ? (
        <div class="card">
          <Empty title={text.case.none}>
            {text.case.noneText} <a href="#trace">{text.traceTab}</a>
          </Empty>
        </div>
      ) : (
        <div class="card">
          <div class="wide" tabIndex={0} role="region" aria-label={text.case.title}>
            <table class="case-list">
              <thead>
                <tr>
                  <th>{text.case.id}</th>
                  <th>{text.case.f0}</th>
                  <th>{text.case.openedAt}</th>
                  <th>{text.case.state}</th>
                  <th>{text.actions}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Row key={row.id} row={row} onOpen={() => setOpening(row)} />
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
      <p class="result-actions">
        <button type="button" class="plain" onClick={() => setAsking(true)}>
          {text.openTokenless}
        </button>
      </p>
      {isAsking && <InterviewDialog station={station} onClose={() => setAsking(false)} />}
      {opening && <OpenDialog row={opening} onClose={() => setOpening(undefined)} />}
    </section>
  );
}

function Row({ row, onOpen }: { row: CaseRow; onOpen: () => void }) {
  const text = useText();
  const { id, serial, f0, openedMs, closedMs, isOpen, officer } = row;
  const device = serial === NO_TOKEN_SERIAL ? text.noDevice : `${text.case.token} ${formatSerial(serial)}`;
  return (
    <tr>
      <td>
        <strong>{officer === null ? text.case.practice : id.slice(0, 8)}</strong>
      </td>
      <td>
        <span class="main">{f0 ?? device}</span>
        {f0 !== null && <span class="sub">{device}</span>}
      </td>
      <td>{openedMs === null ? "–" : formatMoment(openedMs)}</td>
      <td>
        {closedMs === null
          ? isOpen
            ? text.case.states.open
            : text.case.states.locked
          : text.case.closedAt(formatMoment(closedMs))}
      </td>
      <td>
        {isOpen ? (
          <a class="button" href={hrefOfCase(id, "people")}>
            {text.case.work}
          </a>
        ) : (
          closedMs === null && (
            <button type="button" class="plain" onClick={onOpen}>
              {text.case.unlock}
            </button>
          )
        )}
      </td>
    </tr>
  );
}
