/** One minified script from the program's modules, lowered to what Espruino runs. */
import { readFile } from "node:fs/promises";
import { build, type BuildFailure as EsbuildFailure, type Message, type PluginBuild } from "esbuild";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { minify } from "terser";
import { hoistFunctions } from "./hoist.js";
import { interpreterNames } from "./names.js";
import { formatProblem, type Problem } from "./problem.js";
import { UserError } from "../../src/words/user-error.js";

/** What esbuild must lower or refuse: the second net below the language check, for what imports may bring. */
const UNSUPPORTED = [
  "destructuring default-argument rest-argument array-spread object-rest-spread generator async-await",
  "async-generator for-await new-target class-field class-static-field class-static-blocks class-private-field",
  "class-private-method class-private-accessor class-private-static-field class-private-static-method",
  "class-private-brand-check bigint optional-chain nullish-coalescing logical-assignment exponent-operator",
  "optional-catch-binding decorators using import-meta top-level-await dynamic-import unicode-escapes",
  "regexp-named-capture-groups regexp-lookbehind-assertions regexp-unicode-property-escapes",
  "regexp-sticky-and-unicode-flags regexp-dot-all-flag",
].flatMap((line) => line.split(" "));

/** Espruino takes them for its own wherever they stand (src/jslex.c), JavaScript does not: no minifier may choose them. */
const NOT_AS_NAMES = ["of", "static"];

/** What tokens are made of, unless another board is named. */
export const MAIN_BOARD = "XIAOBLE";
/** The interpreter's Linux build. */
export const NO_HARDWARE = "LINUX";

/** Modules inside the interpreter; its Linux build alone has fs. */
const BUILT_IN_MODULES = ["Flash", "Storage", "crypto", "fs"];

export interface ModuleSize {
  /** Path relative to the repository. */
  readonly path: string;
  readonly bytes: number;
}

/** For which board, and what stands in place of what the repository says. */
export interface Target {
  /** Of flash.config.json: its flash and pins go into the bundle. */
  readonly board?: string;
  /** Contents of flash.config.json. */
  readonly flashConfig?: object;
  readonly firmwareVersion?: string;
}

export interface Bundle {
  readonly code: string;
  /** Largest first. */
  readonly modules: readonly ModuleSize[];
}

/**
 * Throws `UserError` for syntax that cannot be lowered or a module that cannot be found.
 *
 * @param isShort  give properties short names, too, where the interpreter's typings do not hold them; for the token's program
 */
export async function bundleProgram(
  entry: string,
  root: string,
  isShort: boolean,
  { board = MAIN_BOARD, ...changes }: Target = {},
): Promise<Bundle> {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    outfile: "bundle.js",
    write: false,
    metafile: true,
    bundle: true,
    minifySyntax: true,
    // Not "iife": that would guard each require() of a built-in module with a helper.
    format: "cjs",
    ...(isShort ? await shortProperties(root) : {}),
    plugins: [
      { name: "pins", setup: (bundler) => takePins(bundler, root, board) },
      { name: "version", setup: (bundler) => takeVersion(bundler, changes.firmwareVersion) },
      ...(isShort
        ? [
            {
              name: "json",
              setup: (bundler: PluginBuild) => unquoteJson(bundler, board, changes.flashConfig),
            },
          ]
        : []),
    ],
    external: BUILT_IN_MODULES,
    platform: "neutral",
    target: "es2015",
    supported: Object.fromEntries(UNSUPPORTED.map((feature) => [feature, false])),
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    legalComments: "none",
    logLevel: "silent",
  }).catch((failure: EsbuildFailure) => {
    throw new UserError("firmware/not-bundled", {
      places: failure.errors.map((error) => formatProblem(problemOf(error, root))).join("\n"),
    });
  });
  const output = Object.values(result.metafile.outputs)[0];
  const modules = Object.entries(output?.inputs ?? {})
    .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes);
  return { code: await shorten(result.outputFiles[0]?.text ?? ""), modules };
}

/** Whatever the interpreter does not know is ours. Names of up to four letters take no variable of their own in an object. */
async function shortProperties(root: string) {
  const reserved = [...(await interpreterNames(root)), ...NOT_AS_NAMES].join("|");
  return {
    mangleProps: /./,
    reserveProps: new RegExp(`^(?:${reserved})$`),
  };
}

/** A board's own pins, where it has a file of them, take the place of the main board's. */
function takePins(bundler: PluginBuild, root: string, board: string): void {
  const own = join(root, `hal/espruino/boards/${board}.ts`);
  if (!existsSync(own)) return;
  bundler.onResolve({ filter: /\/board\.js$/ }, ({ importer }) =>
    importer === own ? undefined : { path: own },
  );
}

function takeVersion(bundler: PluginBuild, version: string | undefined): void {
  if (version === undefined) return;
  bundler.onLoad({ filter: /package\.json$/ }, () => ({
    contents: JSON.stringify({ version }),
    loader: "json",
  }));
}

/**
 * Of the boards' flash that of the one at hand, and of the interpreter's Linux build, which runs the same bundle. Names get short as well, except
 * capitals: a board's name comes from outside the program.
 */
function unquoteJson(bundler: PluginBuild, board: string, flashConfig: object | undefined): void {
  bundler.onLoad({ filter: /flash\.config\.json$/ }, async ({ path }) => {
    const text = flashConfig === undefined ? await readFile(path, "utf8") : JSON.stringify(flashConfig);
    const data = JSON.parse(text) as Record<string, unknown>;
    const boards = Object.entries(data["boards"] as object);
    data["boards"] = Object.fromEntries(boards.filter(([name]) => name === board || name === NO_HARDWARE));
    const members = Object.entries(data).map(
      ([key, value]) => `export const ${key}=${JSON.stringify(value).replace(/"([a-z]\w*)":/g, "$1:")};`,
    );
    return { contents: members.join("\n"), loader: "js" };
  });
}

/**
 * Constants of modules are put in their places and names are short: both are found faster and need fewer variables.
 * Functions are not put in the place of their one call, because the interpreter would make them anew each time. Those of objects become
 * short methods, the others arrow functions, which cost no variable where they have no `this`; nothing of ours is called with `new`.
 */
async function shorten(code: string): Promise<string> {
  const { code: short } = await minify(code, {
    ecma: 2015,
    toplevel: true,
    compress: { inline: false, reduce_funcs: false, unsafe_methods: true, unsafe_arrows: true, passes: 6 },
    mangle: { reserved: NOT_AS_NAMES },
    format: { ascii_only: true },
  });
  return `(()=>{${hoistFunctions(short ?? "")}})();`;
}

function problemOf(error: Message, root: string): Problem {
  const file = error.location ? relative(root, `${root}/${error.location.file}`) : "firmware";
  return { file, line: error.location?.line ?? 0, message: error.text };
}
