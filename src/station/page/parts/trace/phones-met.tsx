import type { TraceAnswer } from "../../../server/api.js";
import { numbersOf } from "../../numbers.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";

interface Props {
  answers: readonly TraceAnswer[];
  shown: TraceAnswer;
  onShow: (answer: TraceAnswer) => void;
}

/** Which F0 of a list is looked at. */
export function PhonesMet({ answers, shown, onShow }: Props) {
  const text = useText();
  const number = useNumber();
  const close = ({ contacts }: TraceAnswer) => contacts.filter(({ isClose }) => isClose).length;
  return (
    <p class="phones-met">
      <label for="phones-met">{text.phonesMet}</label>
      <select
        id="phones-met"
        value={shown.workId}
        onChange={(event) =>
          onShow(answers.find(({ workId }) => workId === event.currentTarget.value) ?? shown)
        }
      >
        {answers.map((answer) => (
          <option key={answer.workId} value={answer.workId}>
            {text.phoneMet(numbersOf(answer), number(close(answer)), number(answer.contacts.length))}
          </option>
        ))}
      </select>
    </p>
  );
}
