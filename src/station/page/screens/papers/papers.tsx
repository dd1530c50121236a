import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { problemOf } from "../../../../words/user-error.js";
import { MOST_LABELS, PAPERS } from "../../../paper/kinds.js";
import { numbersIn } from "../../../serial-number.js";
import type { Issuer } from "../../../server/paper/papers-api.js";
import type { StoredToken } from "../../../store/types.js";
import { client, paperPath } from "../../client.js";
import { LanguageContext, useNumber } from "../../shared/language.js";
import { useMay } from "../../staff/may.js";
import { useText } from "../../text.js";
import { rangesOf, stockOf } from "./stock-labels.js";
import { useSaid } from "../../shared/said.js";

/** What a unit prints, sends or reads out, each paper in a tab of its own. */
export function PapersScreen({ tokens }: { tokens: readonly StoredToken[] }) {
  const text = useText().papers;
  const number = useNumber();
  const may = useMay();
  const language = useContext(LanguageContext);
  const stock = useMemo(() => stockOf(tokens).slice(0, MOST_LABELS), [tokens]);
  const [issuer, setIssuer] = useState<Issuer>({ name: "", phone: "" });
  const [numbers, setNumbers] = useState<string>();
  const [note, setNote] = useSaid();
  const [problem, setProblem] = useSaid();
  const fail = (error: unknown) => setProblem(problemOf(error));

  useEffect(() => {
    // What was typed in the meantime stays.
    void client.issuer().then((kept) => setIssuer((now) => (now.name || now.phone ? now : kept)), fail);
  }, []);

  async function keep() {
    try {
      await client.putIssuer({ name: issuer.name.trim(), phone: issuer.phone.trim() });
      setProblem(undefined);
      setNote(({ text }) => text.papers.kept);
    } catch (error) {
      fail(error);
    }
  }

  const isNamed = issuer.name.trim() !== "" && issuer.phone.trim() !== "";
  const wanted = numbers ?? rangesOf(stock);
  const isWanted = typeof numbersIn(wanted, MOST_LABELS) !== "string";
  const field = (name: keyof Issuer, label: string, most: number) => (
    <label>
      {label}
      <input
        value={issuer[name]}
        maxLength={most}
        autocomplete="off"
        {...(name === "phone" && { inputMode: "tel" })}
        onInput={(event) => {
          const { value } = event.currentTarget;
          setIssuer((now) => ({ ...now, [name]: value }));
          setNote(undefined);
        }}
      />
    </label>
  );
  return (
    <section class="papers">
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      <div class="card papers-issuer">
        {field("name", text.name, 200)}
        {field("phone", text.phone, 40)}
        {may("register") && (
          <button type="button" class="plain" disabled={!isNamed} onClick={() => void keep()}>
            {text.keep}
          </button>
        )}
        <span role="status">{isNamed ? note : text.missing}</span>
      </div>
      {problem && (
        <p class="alert" role="alert">
          {problem}
        </p>
      )}
      <ul class="papers-kinds">
        {PAPERS.map((kind) => (
          <li key={kind} class="card">
            <Open href={paperPath(kind, issuer, language)} isReady={isNamed} name={text.kinds[kind][0]} />
            <p class="quiet">{text.kinds[kind][1]}</p>
          </li>
        ))}
      </ul>
      <div class="card papers-labels">
        <h2>{text.labelsTitle}</h2>
        <p class="quiet">
          {stock.length > 0 ? text.labelsStock(number(stock.length)) : text.labelsNoStock}{" "}
          {text.labelsNote(number(MOST_LABELS))}
        </p>
        <label>
          {text.numbers}
          <input
            value={wanted}
            autocomplete="off"
            onInput={(event) => setNumbers(event.currentTarget.value)}
          />
        </label>
        <Open
          href={paperPath("labels", issuer, language, wanted)}
          isReady={isNamed && isWanted}
          name={text.labels}
        />
        <p class="field-error" role="alert">
          {wanted !== "" && !isWanted && text.notNumbers(number(MOST_LABELS))}
        </p>
      </div>
    </section>
  );
}

function Open({ href, isReady, name }: { href: string; isReady: boolean; name: string }) {
  return isReady ? (
    <a class="button" href={href} target="_blank" rel="noopener">
      {name}
    </a>
  ) : (
    <button type="button" disabled>
      {name}
    </button>
  );
}
