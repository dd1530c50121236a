import { useText } from "../../text.js";

interface Props {
  files: readonly File[];
  onChange: (files: readonly File[]) => void;
}

/** The browser's own button for files of an F0's phone; which file is which the station tells. */
export function PhoneFiles({ files, onChange }: Props) {
  const text = useText();
  if (files.length > 0) {
    return (
      <div class="phone-files">
        <p>{text.phoneFilesChosen(files.map(({ name }) => name).join(", "))}</p>
        <button type="button" class="plain" onClick={() => onChange([])}>
          {text.phoneFilesDrop}
        </button>
      </div>
    );
  }
  return (
    <div class="phone-files">
      <label for="phone-files">{text.phoneFiles}</label>
      <input
        id="phone-files"
        type="file"
        multiple
        aria-describedby="phone-files-more"
        onChange={(event) => onChange([...(event.currentTarget.files ?? [])])}
      />
      <p class="quiet" id="phone-files-more">
        {text.phoneFilesMore}
      </p>
    </div>
  );
}

/** For the station: base64, because a file may be of any encoding. */
export async function encoded(file: File): Promise<{ name: string; data: string }> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error as Error);
    reader.readAsDataURL(file);
  });
  return { name: file.name.slice(0, 200), data: url.slice(url.indexOf(",") + 1) };
}
