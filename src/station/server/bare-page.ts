/** Pages of words alone, in both languages: they need no program, and tell nothing of the store. */
import { type Html, html } from "../text/html.js";

export interface Card {
  title: string;
  paragraphs: readonly (string | Html)[];
}

/** @returns a whole page, whose style and fonts the station serves without a session */
export function barePage(vietnamese: Card, english: Card): string {
  return html`<!doctype html>
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Máy đọc thẻ – Bluezone Token</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page.css" />
      </head>
      <body>
        <main class="signed-out">
          <section class="card">${words(vietnamese)}</section>
          <section class="card" lang="en">${words(english)}</section>
        </main>
      </body>
    </html> `.markup;
}

function words({ title, paragraphs }: Card): Html {
  return html`<h1>${title}</h1>
    ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}`;
}

/** What a browser without a session is shown. */
export const SIGNED_OUT_PAGE = barePage(
  {
    title: "Hãy mở lại từ chương trình",
    paragraphs: [
      "Trang này chỉ mở bằng địa chỉ của chương trình. Mỗi địa chỉ dùng được một lần, trong mười phút.",
      "Đã mở bằng biểu tượng? Bấm lại vào biểu tượng đó.",
      html`Đã mở bằng lệnh <b>bztoken</b>? Nhấn <kbd>Enter</kbd> trong cửa sổ của lệnh để có địa chỉ mới.`,
    ],
  },
  {
    title: "Open it again from the program",
    paragraphs: [
      "This page opens only by the program’s address. Each address works once, within ten minutes.",
      "Opened by its icon? Click on the icon again.",
      html`Opened by the command <b>bztoken</b>? Press <kbd>Enter</kbd> in its window for a new address.`,
    ],
  },
);
