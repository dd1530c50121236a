import { useText } from "../../text.js";
import { AccountsPanel } from "./accounts-panel.js";
import { BackupPanel } from "./backup-panel.js";
import { KeyPanel } from "./key-panel.js";
import { LedgerPanel } from "./ledger-panel.js";
import { RestorePanel } from "./restore-panel.js";
import { SettingsPanel } from "./settings-panel.js";

const SECTIONS = ["accounts", "backup", "key", "ledger", "settings"] as const;
type Section = (typeof SECTIONS)[number];

function BackupAndRestore() {
  return (
    <>
      <BackupPanel />
      <RestorePanel />
    </>
  );
}

/** What only an administrator does. @param name  of the section, as the address says */
export function AdministrationScreen({ name }: { name: string | undefined }) {
  const text = useText().staff;
  const section: Section = SECTIONS.find((one) => one === name) ?? "accounts";
  const Panel = {
    accounts: AccountsPanel,
    backup: BackupAndRestore,
    key: KeyPanel,
    ledger: LedgerPanel,
    settings: SettingsPanel,
  }[section];
  return (
    <section class="staff">
      <h1>{text.tab}</h1>
      <nav class="staff-sections" aria-label={text.tab}>
        {SECTIONS.map((one) => (
          <a key={one} href={`#staff/${one}`} aria-current={one === section ? "page" : undefined}>
            {text.sections[one]}
          </a>
        ))}
      </nav>
      <Panel />
    </section>
  );
}
