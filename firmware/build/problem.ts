/** One place in the source that cannot go on the token, and what to write instead. */
export interface Problem {
  /** Path relative to the repository. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}
