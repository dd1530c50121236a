/** Names that staff type, or that a file brought, in every form of a report: a browser reads each as text and nothing else. */
import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";
import type { Browser, Page } from "playwright-core";
import { coverageOf } from "../../src/station/coverage/coverage.js";
import type { FORMS } from "../../src/station/coverage/report/forms.js";
import { reportIn } from "../../src/station/coverage/report/forms.js";
import { sourceOf, unit } from "../../src/station/coverage/samples/sample.js";
import { launchBrowser, needBrowser } from "./chromium.js";

const NAMES = [
  `Thôn <b>đậm</b> & "bạn" </text></w:t></t>`,
  `<img src=x onerror=said()><script>said()</script>`,
  `=HYPERLINK("http://x.invalid";"bấm") ]]> &lt; %s $& \${1}`,
  `+1 @SUM(A1) '-- ; drop table units`,
  "Xuống\r\ndòng\tvà \u0000\u0008\u001b[31m\uFFFE \u2028 \uD800",
];
const GROUP = `Nhóm <i onclick="said()"> =1+1 \u0007`;
const DAY = 18_500;
const NOW_MS = (DAY + 1) * 86_400_000;

/** What an XML part or a page says, or what is wrong with it. Runs in the browser. */
const READ = `(text, type) => {
  const document_ = new DOMParser().parseFromString(text, type);
  const fault = document_.querySelector("parsererror");
  if (fault) throw new Error(fault.textContent + text.slice(0, 200));
  const tags = [...new Set([...document_.getElementsByTagName("*")].map((one) => one.tagName.toLowerCase()))];
  return { text: document_.documentElement.textContent, tags };
}`;

describe("hostile names in a report", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  before(async function () {
    needBrowser(this);
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  after(() => browser?.close());

  const read = (text: string, type: string) =>
    page.evaluate<{ text: string; tags: string[] }>(
      `(${READ})(${JSON.stringify(text)}, ${JSON.stringify(type)})`,
    );
  const made = async (names: readonly string[], group: string) => {
    const units = [
      unit("root", names[0]!, "district", null, ["above"]),
      unit("above", names[1]!, "province", null),
      ...names.map((name, i) => unit(`commune-${i}`, name, "commune", "root")),
    ];
    const all = { population: 100, smartphones: 60, installs: 40 };
    const source = sourceOf(
      units,
      names.map((_, i) => ({
        unitId: `commune-${i}`,
        day: DAY,
        all,
        groups: { [group]: { population: 5 } },
      })),
    );
    const dues = [{ day: DAY, kinds: [] }];
    const campaign = { id: "c", name: names[2]!, fromDay: DAY - 7, toDay: null, activeDays: 7, targets: [{ group, share: 1 }], dues }; // prettier-ignore
    const coverage = await coverageOf(source, { unitId: "root", day: DAY, campaign }, NOW_MS);
    return (form: (typeof FORMS)[number]) => reportIn(form, source, coverage, "vi", NOW_MS);
  };
  /** Letters and figures alone: how white space and what is no character shows is each form's own. */
  const bare = (text: string) => text.replace(/[^\p{L}\p{N}<>=/]/gu, "");

  for (const form of ["docx", "xlsx"] as const) {
    it(`are text in ${form.toUpperCase()}, of which every part is well-formed`, async () => {
      const parts = unzipSync((await (await made(NAMES, GROUP))(form)) as Uint8Array);
      let said = "";
      for (const [name, bytes] of Object.entries(parts)) {
        if (!/\.(xml|rels)$/.test(name)) continue;
        const { text, tags } = await read(strFromU8(bytes), "application/xml");
        said += text;
        assert.deepEqual(tags.filter((tag) => ["b", "img", "script", "i", "f"].includes(tag) && name.includes("worksheets")), [], name); // prettier-ignore
      }
      for (const name of [...NAMES, GROUP]) {
        const [first] = name.split(/[\r\n]/);
        assert.ok(bare(said).includes(bare(first!)), name);
      }
    });
  }

  for (const form of ["html", "svg"] as const) {
    it(`are text in ${form.toUpperCase()}, and run nothing`, async () => {
      const plain = (await (await made(["A", "B", "C", "D", "E"], "F"))(form)) as string;
      const hostile = (await (await made(NAMES, GROUP))(form)) as string;
      const type = form === "svg" ? "image/svg+xml" : "text/html";
      assert.deepEqual((await read(hostile, type)).tags, (await read(plain, type)).tags);
      let calls = 0;
      const opened = await browser.newPage();
      await opened.exposeFunction("said", () => calls++);
      await opened.setContent(hostile);
      await opened.close();
      assert.equal(calls, 0);
    });
  }

  it("keep their line in the text for a chat group", async () => {
    const write = await made(NAMES, GROUP);
    const lines = ((await write("txt")) as string).split(/\r\n|[\n\r\u2028]/);
    const plain = ((await (await made(["A", "B", "C", "D", "E"], "F"))("txt")) as string).split("\n");
    assert.equal(lines.length, plain.length);
  });
});
