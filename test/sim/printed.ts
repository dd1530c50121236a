import type { Command } from "commander";

/** What a command prints on standard output, a line each; its complaints are thrown. */
export async function printedBy(command: Command, ...args: string[]): Promise<string> {
  const lines: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = (text: string | Uint8Array) => {
    lines.push(String(text).replace(/\n$/, ""));
    return true;
  };
  try {
    await command
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseAsync(args, { from: "user" });
  } finally {
    process.stdout.write = write;
  }
  return lines.join("\n");
}
