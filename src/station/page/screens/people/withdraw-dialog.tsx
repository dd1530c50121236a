import { problemOf } from "../../../../words/user-error.js";
import type { WithdrawAnswer } from "../../../server/staff/staff-api.js";
import type { ListedPerson } from "../../../store/types.js";
import { client } from "../../client.js";
import { Dialog } from "../../parts/dialog.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

interface Props {
  person: ListedPerson;
  onDone: (answer: WithdrawAnswer) => void;
  onClose: () => void;
}

/** Asks once more before everything of a person is deleted. */
export function WithdrawDialog({ person, onDone, onClose }: Props) {
  const text = useText().staff;
  const [problem, setProblem] = useSaid();

  async function withdraw() {
    try {
      onDone(await client.withdraw(person.id));
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  return (
    <Dialog
      title={text.withdrawTitle(person.name)}
      problem={problem}
      saveLabel={text.withdraw}
      onSave={() => void withdraw()}
      onClose={onClose}
    >
      <p>{text.withdrawText}</p>
    </Dialog>
  );
}
