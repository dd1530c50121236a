import { problemOf } from "../../../../words/user-error.js";
import { type CoverageAsked, client, coveragePath } from "../../client.js";
import { useText } from "../../text.js";
import { useFormats } from "./use-formats.js";
import { type Said, useSaid } from "../../shared/said.js";

/** Twice as fine as it is drawn, for a telephone's screen. */
const SCALE = 2;

/** A button for each form in which the figures leave the house. */
export function ReportButtons({ asked }: { asked: CoverageAsked }) {
  const text = useText().coverage;
  const { language } = useFormats();
  const [note, setNote] = useSaid();
  const path = (ending: string) => coveragePath(asked, `report.${ending}`, language);

  async function run(work: () => Promise<Said>) {
    try {
      setNote(await work());
    } catch (error) {
      setNote(problemOf(error));
    }
  }
  const copy = () =>
    run(async () => {
      const words = await client.coverageText(asked, "txt", language);
      await navigator.clipboard.writeText(words);
      return ({ text }) => text.coverage.copied;
    });
  const picture = () =>
    run(async () => {
      const svg = await client.coverageText(asked, "svg", language);
      save(await pngOf(svg), "bao-phu.png");
      return undefined;
    });
  return (
    <section aria-label={text.reports} class="coverage-reports">
      <a class="button plain" href={path("docx")} download>
        {text.docx}
      </a>
      <a class="button plain" href={path("html")} target="_blank" rel="noopener">
        {text.html}
      </a>
      <a class="button plain" href={path("xlsx")} download>
        {text.xlsx}
      </a>
      <button type="button" class="plain" onClick={() => void picture()}>
        {text.png}
      </button>
      <button type="button" class="plain" onClick={() => void copy()}>
        {text.copyText}
      </button>
      {asked.sample === "" && (
        <a class="button plain" href={path("json")} download>
          {text.json}
        </a>
      )}
      <span role="status" class="quiet">
        {note}
      </span>
    </section>
  );
}

async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * image.naturalWidth;
  canvas.height = SCALE * image.naturalHeight;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png"),
  );
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
