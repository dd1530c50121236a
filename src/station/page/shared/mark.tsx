/** Two people, and the room they share. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 40 40" aria-hidden="true">
      <rect x="1" y="1" width="38" height="38" rx="11" class="mark-field" />
      <circle cx="15.5" cy="20" r="8.5" class="mark-ring" />
      <circle cx="24.5" cy="20" r="8.5" class="mark-ring" />
      <circle cx="20" cy="20" r="2.2" class="mark-contact" />
    </svg>
  );
}
