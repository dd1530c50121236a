import type { ComponentChildren } from "preact";

/** What stands where nothing is to be seen yet, and what to do about it. */
export function Empty({ title, children }: { title?: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <svg viewBox="0 0 120 60" aria-hidden="true">
        <rect x="8" y="14" width="52" height="32" rx="9" class="empty-token" />
        <circle cx="22" cy="30" r="4" class="empty-light" />
        <path d="M60 30h22" class="empty-cable" />
        <rect x="82" y="22" width="26" height="16" rx="3" class="empty-plug" />
      </svg>
      {title && <h2>{title}</h2>}
      <p>{children}</p>
    </div>
  );
}
