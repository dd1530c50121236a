import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Runs a module in a thread of its own. From its TypeScript source it needs tsx, which a thread does not inherit.
 *
 * @param url  `import.meta.url` of the module
 */
export function startThread(url: string, options: WorkerOptions): Worker {
  if (!url.endsWith(".ts")) return new Worker(new URL(url), options);
  const withTsx = `import("tsx/esm/api").then(({ register }) => (register(), import(${JSON.stringify(url)})))`;
  return new Worker(withTsx, { ...options, eval: true });
}
