import { useState } from "preact/hooks";
import { problemOf } from "../../../../words/user-error.js";
import { STAFF_ROLES } from "../../../roles.js";
import type { Account } from "../../../server/staff/staff-api.js";
import { client } from "../../client.js";
import { Dialog } from "../../parts/dialog.js";
import { useText } from "../../text.js";
import { useLoaded } from "./use-loaded.js";
import { useSaid } from "../../shared/said.js";

/** Who works here, and what each of them may do. */
export function AccountsPanel() {
  const text = useText().staff;
  const words = useText();
  const { value: accounts, problem, load, tell } = useLoaded(client.accounts);
  const [open, setOpen] = useState<Account | "new">();
  const [given, setGiven] = useState<{ name: string; pin: string }>();

  async function reset({ id, name }: Account) {
    try {
      const { pin } = await client.resetPin(id);
      setGiven({ name, pin });
      await load();
    } catch (error) {
      tell(error);
    }
  }

  const close = (added?: { name: string; pin: string }) => {
    setOpen(undefined);
    if (added) setGiven(added);
    void load();
  };
  return (
    <>
      {problem && (
        <p class="alert" role="alert">
          {problem}
        </p>
      )}
      <div role="status">
        {given && (
          <p class="staff-pin">
            {text.givenPin(given.name)} <strong>{given.pin}</strong>
          </p>
        )}
      </div>
      <div class="card">
        <div class="toolbar">
          <h2>{text.accountsTitle}</h2>
          <button type="button" onClick={() => setOpen("new")}>
            {text.addAccount}
          </button>
        </div>
        <div class="wide" tabIndex={0} role="region" aria-label={text.accountsTitle}>
          <table>
            <thead>
              <tr>
                <th>{text.name}</th>
                <th>{text.role}</th>
                <th>{words.actions}</th>
              </tr>
            </thead>
            <tbody>
              {accounts?.map((account) => (
                <tr key={account.id}>
                  <td>
                    <span class="main">{account.name}</span>
                    {account.isBlocked && <span class="tag bad">{text.blocked}</span>}
                  </td>
                  <td>{account.roles.map((role) => text.roles[role]).join(", ")}</td>
                  <td class="row-action">
                    <button
                      type="button"
                      class="plain"
                      aria-label={text.resetPinOf(account.name)}
                      onClick={() => void reset(account)}
                    >
                      {text.resetPin}
                    </button>
                    <button
                      type="button"
                      class="plain"
                      aria-label={text.changeOf(account.name)}
                      onClick={() => setOpen(account)}
                    >
                      {text.change}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      {open && <AccountDialog account={open === "new" ? undefined : open} onClose={close} />}
    </>
  );
}

interface AccountDialogProps {
  /** Undefined: a new one. */
  account: Account | undefined;
  onClose: (added?: { name: string; pin: string }) => void;
}

function AccountDialog({ account, onClose }: AccountDialogProps) {
  const text = useText().staff;
  const [problem, setProblem] = useSaid();

  async function run(work: () => Promise<{ name: string; pin: string } | undefined>) {
    try {
      onClose(await work());
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  function save(fields: FormData) {
    const name = String(fields.get("name") ?? "").trim();
    const roles = STAFF_ROLES.filter((role) => fields.get(role) !== null);
    if (account === undefined && name === "") return setProblem(({ text }) => text.staff.nameMissing);
    if (roles.length === 0) return setProblem(({ text }) => text.staff.rolesMissing);
    void run(async () => {
      if (account === undefined) return { name, ...(await client.addAccount({ name, roles })) };
      await client.putRoles(account.id, roles);
      return undefined;
    });
  }

  const remove = () =>
    void run(async () => {
      await client.removeAccount(account!.id);
      return undefined;
    });
  return (
    <Dialog
      title={account === undefined ? text.addAccount : text.changeOf(account.name)}
      problem={problem}
      actions={
        account && (
          <button type="button" class="plain first" onClick={remove}>
            {text.remove}
          </button>
        )
      }
      onSave={save}
      onClose={() => onClose()}
    >
      {account === undefined && (
        <label>
          {text.name}
          <input name="name" autocomplete="off" />
        </label>
      )}
      <fieldset class="staff-roles">
        <legend>{text.role}</legend>
        {STAFF_ROLES.map((role) => (
          <label key={role}>
            <input
              type="checkbox"
              name={role}
              defaultChecked={account === undefined ? role === "clerk" : account.roles.includes(role)}
            />
            <span>
              {text.roles[role]}
              <span class="sub">{text.roleOf[role]}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
