interface SearchFieldProps {
  label: string;
  query: string;
  onQuery: (query: string) => void;
}

export function SearchField({ label, query, onQuery }: SearchFieldProps) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={query}
      onInput={(event) => onQuery(event.currentTarget.value)}
    />
  );
}
