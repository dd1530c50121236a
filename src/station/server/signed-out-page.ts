/** What a browser without a session is shown. It needs no program, and tells nothing of the store. */
export const SIGNED_OUT_PAGE = `<!doctype html>
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
      <section class="card">
        <h1>Hãy mở địa chỉ mà chương trình đã in ra</h1>
        <p>
          Trang này chỉ mở bằng địa chỉ có trong cửa sổ của chương trình <b>bztoken</b>. Mỗi địa chỉ dùng được một lần,
          trong mười phút.
        </p>
        <p>Đã đóng trình duyệt, hoặc địa chỉ đã hết hạn? Nhấn <kbd>Enter</kbd> trong cửa sổ đó để có địa chỉ mới.</p>
      </section>
      <section class="card" lang="en">
        <h1>Open the address that the program printed</h1>
        <p>
          This page opens only by the address in the window of the <b>bztoken</b> program. Each address works once,
          within ten minutes.
        </p>
        <p>The browser was closed, or the address is too old? Press <kbd>Enter</kbd> in that window for a new one.</p>
      </section>
    </main>
  </body>
</html>
`;
