import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { en, vi } from "../../src/words/catalogues.js";
import { EXIT_CODES, KINDS, kindOf } from "../../src/words/kinds.js";
import { languageOf } from "../../src/words/language.js";
import { type Code, isUnder, problem, sentenceOf, wordsOf } from "../../src/words/problem.js";
import { UserError, isUserError, problemOf } from "../../src/words/user-error.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const codes = Object.keys(en) as Code[];
const placesIn = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

/** Letters that Vietnamese has and English has not. */
const VIETNAMESE = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/i;

/** Words of English that no Vietnamese sentence needs; those of options and commands are taken out before. */
const ENGLISH = /\b(the|this|that|is|was|not|no|of|with|from|and|or|it|its|there|token|key|store|again)\b/i;

/** What is the same in both languages: names, and whole sentences that are only frames for a problem. */
const SAME: readonly Code[] = [
  "station/in-file",
  "word/at-line",
  "bluezone/said/and",
  "word/report/activity",
];

describe("catalogue of problems", () => {
  it("has the same codes in both languages, with the same places", () => {
    assert.deepEqual(Object.keys(vi).sort(), [...codes].sort());
    for (const code of codes) assert.deepEqual(placesIn(vi[code]), placesIn(en[code]), code);
  });

  it("is in composed characters, each sentence in one piece", () => {
    for (const code of codes)
      for (const text of [en[code], vi[code]]) {
        assert.equal(text, text.normalize("NFC"), code);
        assert.equal(text, text.trim(), code);
        assert.doesNotMatch(text, / {2}|\n(?!\{)/, code);
        assert.ok(text.length > 0, code);
      }
  });

  it("is Vietnamese in Vietnamese", () => {
    for (const code of codes.filter((one) => !SAME.includes(one))) {
      const text = vi[code].replace(/--?[a-z-]+|bztoken( [a-z]+)*|\{\w+\}|`\w+`|base_id|Bluezone Token/g, "");
      assert.notEqual(vi[code], en[code], code);
      if (!/^(pin|hay)$/.test(text.trim())) assert.match(text, VIETNAMESE, code);
      assert.doesNotMatch(text, ENGLISH, code);
    }
    for (const code of codes) assert.doesNotMatch(en[code], VIETNAMESE, code);
  });

  it("says in every sentence of a token, a key, a store and a line what to do", () => {
    const advised = /: |; |\?|, and |needs? |may |gives /;
    const silent = codes.filter(
      (code) =>
        /^(sync|custody|station)\//.test(code) && !advised.test(en[code]) && !/Hãy|Đừng/.test(vi[code]),
    );
    assert.deepEqual(silent, []);
  });

  it("has no code that is a family of others as well", () => {
    const both = codes.filter((code) => codes.some((other) => other !== code && isUnder(other, code)));
    assert.deepEqual(both, []);
  });
});

describe("codes", () => {
  const files = ["src", "sim", "firmware"]
    .flatMap(sources)
    .filter((file) => !/^src\/words\/(en|vi)\//.test(file));
  /** Texts of the sources that may be codes, with a hole where a value stands: "word/role/ ". */
  const said = files.flatMap(textsIn);

  it("are all used, and none is made that is not there", () => {
    assert.ok(said.length > 1000, `${said.length} texts`);
    const patterns = said
      .filter((text) => text.includes("/") && /^[a-z/\0-]+$/.test(text))
      .map((text) => text.split("\0"));
    const isSaid = (code: string) =>
      patterns.some(([begin, ...rest]) => {
        if (rest.length === 0) return code === begin;
        return (
          rest.length === 1 &&
          code.startsWith(begin!) &&
          code.endsWith(rest[0]!) &&
          begin!.length > "word/".length
        );
      });
    assert.deepEqual(
      codes.filter((code) => !isSaid(code)),
      [],
    );
    assert.ok(!isSaid("sync/no-answer/at-all"));
  });

  it("are what every user's error is made of", () => {
    const made = files.flatMap((file) =>
      [
        ...readFileSync(join(root, file), "utf8").matchAll(
          /new (?:UserError|UnprovenError|this)\(\s*([^\s),]*)/g,
        ),
      ].map(([, first]) => ({ file, first: first! })),
    );
    assert.ok(made.length > 150, `${made.length} errors`);
    const strange = made.filter(({ first }) => !/^"[a-z]+\/[a-z/-]+"$/.test(first) && first !== "code");
    assert.deepEqual(strange, []);
    // For the compiler; as it runs, each would be a fault of the program.
    assert.equal(typeof refusedByTheCompiler, "function");
  });

  it("have each one exit code, which follows from the family", () => {
    for (const code of codes) assert.ok(kindOf({ code, parameters: {} }) in EXIT_CODES, code);
    const kinds = (code: Code) => kindOf({ code, parameters: {} });
    assert.equal(kinds("sync/no-answer/silent"), "device");
    assert.equal(kinds("sync/time-refused/range"), "refused");
    assert.equal(kinds("sync/unknown-token"), "key");
    assert.equal(kinds("custody/damaged/box"), "input");
    assert.equal(kinds("custody/wrong-passphrase"), "key");
    assert.equal(kinds("station/store/busy"), "input");
    for (const [at, [family]] of KINDS.entries()) {
      assert.ok(
        codes.some((code) => isUnder(code, family)),
        `${family} is empty`,
      );
      const isHidden = KINDS.slice(0, at).some(([earlier]) => isUnder(family as Code, earlier));
      assert.ok(!isHidden, `${family} stands behind its own family`);
    }
  });
});

describe("problems in words", () => {
  const wrapped = new UserError("station/in-file", {
    path: "an.bzkey",
    why: new UserError("custody/wrong-key/kind", {
      needed: problem("word/box/log"),
      found: problem("word/box/id"),
    }),
  });

  it("are in one language throughout, whatever they wrap", () => {
    assert.equal(wordsOf(wrapped, "en"), "an.bzkey: This needs the log box, not the id box");
    assert.equal(
      wordsOf(wrapped, "vi"),
      "an.bzkey: Việc này cần hộp khoá nhật ký, không phải hộp khoá mã. Hãy chọn đúng hộp.",
    );
    const faults = problem("station/unsound-token", {
      faults: [problem("word/fault/clock"), problem("word/fault/log")],
    });
    assert.match(wordsOf(faults, "vi"), /\(đồng hồ, nhật ký\)/);
  });

  it("are English in logs, and stay whole on their way as JSON and between threads", () => {
    assert.equal(wrapped.message, wordsOf(wrapped, "en"));
    for (const sent of [
      JSON.parse(JSON.stringify(problemOf(wrapped))),
      structuredClone(problemOf(wrapped)),
    ]) {
      const got = UserError.from(sent);
      assert.deepEqual(problemOf(got), problemOf(wrapped));
      assert.equal(wordsOf(got, "vi"), wordsOf(wrapped, "vi"));
    }
  });

  it("do not take a value for a place", () => {
    const path = "{path} {why} $& $1";
    assert.equal(wordsOf(problem("station/in-file", { path, why: "{path}" }), "en"), `${path}: {path}`);
  });

  it("are sentences on a page", () => {
    const silent = problem("sync/no-answer/silent");
    assert.equal(
      sentenceOf(silent, "en"),
      "The token stopped answering: unplug it, plug it in and try again.",
    );
    assert.equal(sentenceOf(silent, "vi"), "Thẻ ngừng trả lời. Rút ra, cắm lại rồi thử lại.");
    assert.equal(sentenceOf(problem("word/doubt/program", { computer: "a", other: "b" }), "vi").at(-1), ".");
  });

  it("are of the kind of what they wrap", () => {
    assert.equal(kindOf(wrapped), "key");
    const damaged = new UserError("station/in-file", {
      path: "x",
      why: new UserError("custody/damaged/pack"),
    });
    assert.equal(kindOf(damaged), "input");
  });

  it("are known by their name and their family", () => {
    assert.ok(isUserError(new UserError("sync/list-refused/old"), "sync/list-refused"));
    assert.ok(isUserError(new UserError("sync/list-refused/old"), "custody", "sync"));
    assert.ok(!isUserError(new UserError("sync/list-refused/old"), "sync/refused"));
    assert.ok(!isUserError(new UserError("sync/refused", { request: 7 }), "sync/list-refused"));
    // The class a second time, as two bundles hold it.
    const other = Object.assign(new Error("x"), { name: "UserError", code: "sync/refused", parameters: {} });
    assert.ok(isUserError(other, "sync/refused"));
    for (const no of [new Error("x"), undefined, { name: "UserError", code: "sync/refused" }])
      assert.ok(!isUserError(no));
    assert.equal(problemOf(new RangeError("broken")).code, "program/fault");
  });
});

describe("the command line's language", () => {
  it("is the one asked for, or the system's", () => {
    assert.equal(languageOf({}), "en");
    assert.equal(languageOf({ BZTOKEN_LANGUAGE: "vi" }), "vi");
    assert.equal(languageOf({ BZTOKEN_LANGUAGE: "en", LANG: "vi_VN.UTF-8" }), "en");
    assert.equal(languageOf({ BZTOKEN_LANGUAGE: "klingon", LANG: "vi_VN.UTF-8" }), "vi");
    assert.equal(languageOf({ LC_ALL: "vi_VN" }), "vi");
    assert.equal(languageOf({ LC_MESSAGES: "vi", LANG: "en_GB.UTF-8" }), "vi");
    assert.equal(languageOf({ LC_ALL: "C", LANG: "vi_VN.UTF-8" }), "en");
    assert.equal(languageOf({ LC_ALL: "", LANG: "vi_VN.UTF-8" }), "vi");
  });
});

function refusedByTheCompiler(): unknown[] {
  return [
    // @ts-expect-error a sentence is no code
    new UserError("the token is not well"),
    // @ts-expect-error a place of the sentence is left empty
    new UserError("sync/port-missing"),
    // @ts-expect-error that place is none of the sentence's
    new UserError("sync/port-missing", { port: "COM3" }),
    // @ts-expect-error the sentence has no places
    new UserError("sync/no-consent", { path: "COM3" }),
    // @ts-expect-error a word is no error
    new UserError("word/box/id"),
  ];
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

function textsIn(file: string): string[] {
  const texts: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node))
      texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("\0"));
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest));
  return texts;
}
