/** Pieces of work on a shared database: one of a unit at a time, and none of which nobody knows whether it was done. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import {
  ColumnNode,
  CompiledQuery,
  type DialectAdapter,
  PostgresDialect,
  PostgresDriver,
  TableNode,
  type DatabaseConnection,
  type Driver,
  type KyselyPlugin,
  type RootOperationNode,
} from "kysely";
import { UserError } from "../../../words/user-error.js";
import { UNIT_COLUMN, isKeyOfUnit } from "../province/rights.js";
import { explain, isGone, type Address } from "./connect.js";
import { POSTGRES_MARK } from "./dialect.js";

/** Anything that nothing else in the database locks: "bz" and a version. */
const WRITE_LOCK = 0x627a_0001;

/** How long a write waits for another station's. */
const LOCK_TIMEOUT_MS = 10_000;

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 3_000;

/** Whom a write keeps out. */
export interface Place {
  /** Units above, the highest first: whoever writes there waits. */
  above: readonly string[];
  /** Null: the whole store. */
  unit: string | null;
}

/** Tries until it goes or so much time is over; only what a server that is away keeps from going. */
export async function patiently<T>(patienceMs: number, act: () => Promise<T>): Promise<T> {
  const endMs = Date.now() + patienceMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await act();
    } catch (error) {
      if (!isGone(error) || Date.now() + waitMs > endMs) throw error;
    }
    await sleep(waitMs);
  }
}

/** What a connection committed last, as it stands in `write_marks`. */
interface Writer {
  name: string;
  mark: number;
}

class StoreDriver extends PostgresDriver {
  readonly #inner = new WeakMap<DatabaseConnection, DatabaseConnection>();
  readonly #writers = new Map<DatabaseConnection, Writer>();
  readonly #address: Address;
  readonly #manner: Manner;

  constructor(pool: pg.Pool, address: Address, manner: Manner) {
    super({ pool });
    this.#address = address;
    this.#manner = manner;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const { path } = this.#address;
    const explained = async <T>(act: () => Promise<T>): Promise<T> => {
      try {
        return await act();
      } catch (error) {
        throw explain(error, path);
      }
    };
    const inner = await explained(() => patiently(this.#manner.patienceMs, () => super.acquireConnection()));
    const executeQuery: DatabaseConnection["executeQuery"] = async (query) => {
      const result = await explained(() => inner.executeQuery<Record<string, unknown>>(query));
      if (result.rows[0] !== undefined && UNIT_COLUMN in result.rows[0]) {
        for (const row of result.rows) delete row[UNIT_COLUMN];
      }
      return result as never;
    };
    const outer = { executeQuery, streamQuery: inner.streamQuery.bind(inner) } as DatabaseConnection;
    this.#inner.set(outer, inner);
    return outer;
  }

  override async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await super.releaseConnection(this.#inner.get(connection) as never);
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw(`begin; ${locksOf(this.#manner.place)}`));
    } catch (error) {
      await this.rollbackTransaction(connection);
      throw error;
    }
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const writer = this.#writerOf(connection);
    const mark = `insert into write_marks (writer, mark, at_ms)
      values ('${writer.name}', ${++writer.mark}, (extract(epoch from clock_timestamp()) * 1000)::bigint)
      on conflict (writer) do update set mark = excluded.mark, at_ms = excluded.at_ms`;
    try {
      await connection.executeQuery(CompiledQuery.raw(`${mark}; commit`));
    } catch (error) {
      if (!isGone(error) || !(await this.#isMarked(writer))) throw error;
    }
  }

  /** What is gone with its connection is taken back by the server. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** Marks of no use to anybody. */
  override async destroy(): Promise<void> {
    const names = [...this.#writers.values()].map(({ name }) => `'${name}'`);
    if (names.length > 0) {
      this.#manner.patienceMs = 0;
      const connection = await this.acquireConnection().catch(() => undefined);
      const forget = CompiledQuery.raw(`delete from write_marks where writer in (${names.join()})`);
      await connection?.executeQuery(forget).catch(() => undefined);
      if (connection) await this.releaseConnection(connection);
    }
    await super.destroy();
  }

  #writerOf(connection: DatabaseConnection): Writer {
    const inner = this.#inner.get(connection)!;
    const writer = this.#writers.get(inner) ?? { name: randomUUID(), mark: 0 };
    this.#writers.set(inner, writer);
    return writer;
  }

  /** Whether the last commit of a connection that is gone came to be. Its lock is free once the server has ended it. */
  async #isMarked({ name, mark }: Writer): Promise<boolean> {
    try {
      return await patiently(this.#manner.patienceMs, async () => {
        const client = new pg.Client(this.#address.config);
        client.on("error", () => {});
        try {
          await client.connect();
          await client.query(`begin; ${locksOf(this.#manner.place)}`);
          const { rows } = await client.query("select from write_marks where writer = $1 and mark = $2", [name, mark]); // prettier-ignore
          return rows.length > 0;
        } finally {
          await client.end().catch(() => undefined);
        }
      });
    } catch {
      throw new UserError("station/store/server/in-doubt", { path: this.#address.path });
    }
  }
}

/** One station of a unit writes at a time, as with a file: what a piece of work has read stays so until it is done. */
function locksOf({ above, unit }: Place): string {
  const keyOf = (id: string) => `hashtextextended(${pg.escapeLiteral(id)}, ${WRITE_LOCK})`;
  const whole = String(WRITE_LOCK);
  const shared = unit === null ? [] : [whole, ...above.map(keyOf)];
  return [
    `set local lock_timeout = ${LOCK_TIMEOUT_MS}`,
    ...shared.map((key) => `select pg_advisory_xact_lock_shared(${key})`),
    `select pg_advisory_xact_lock(${unit === null ? whole : keyOf(unit)})`,
  ].join("; ");
}

/** What shows only when the store is open. */
export interface Manner {
  place: Place;
  /** How long a server that is away is waited for. */
  patienceMs: number;
}

export class StoreDialect extends PostgresDialect {
  readonly #driver: () => Driver;

  constructor(pool: pg.Pool, address: Address, manner: Manner) {
    super({ pool });
    this.#driver = () => new StoreDriver(pool, address, manner);
  }

  override createAdapter(): DialectAdapter {
    return Object.assign(super.createAdapter(), POSTGRES_MARK);
  }

  override createDriver(): Driver {
    return this.#driver();
  }
}

/** Where a key is unique within a unit, so is the conflict that a statement tells of. */
export const keysOfUnits: KyselyPlugin = {
  transformQuery({ node }): RootOperationNode {
    if (node.kind !== "InsertQueryNode" || node.onConflict?.columns === undefined) return node;
    const columns = node.onConflict.columns.map((column) => column.column.name);
    const table = node.into !== undefined && TableNode.is(node.into) ? node.into.table.identifier.name : "";
    if (!isKeyOfUnit(table, columns)) return node;
    const withUnit = [ColumnNode.create(UNIT_COLUMN), ...node.onConflict.columns];
    return { ...node, onConflict: { ...node.onConflict, columns: withUnit } };
  },
  transformResult: ({ result }) => Promise.resolve(result),
};
