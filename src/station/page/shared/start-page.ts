import { type ComponentChild, render } from "preact";

/**
 * Shows the page as soon as its font is there, or is known not to come. Text that is drawn earlier flickers, a canvas keeps
 * the wrong font, and on a machine without any font Chromium gives up one that it needs before it has come.
 */
export async function startPage(page: ComponentChild): Promise<void> {
  await Promise.allSettled([...document.fonts].map((face) => face.load()));
  render(page, document.getElementById("app")!);
}
