// Preloaded into a process (node --require), watches every statement and file operation, and does to it what it was ordered to do.
import { appendFileSync, cpSync } from 'node:fs';
import promises from 'node:fs/promises';
import Module from 'node:module';
import { basename, join } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';
import { orderVariable, type Fault, type Order, type Place } from '../fault';

type Moment = 'before' | 'within' | 'after';
type Callable = (this: unknown, ...parameters: unknown[]) => unknown;

const order = JSON.parse(process.env[orderVariable] ?? 'null') as Order | null;
let images = 0;

if (order !== null && isMainThread && basename(process.argv[1]) === order.script) {
  const reactions = order.faults.map(reaction);
  const reached = (moment: Moment, what: string): void => reactions.forEach((react) => react(moment, what));
  watchSqlite(reached);
  watchFiles(reached);
  watchWorkers(reached, order.sums);
}

/** What happens at each boundary. */
function reaction(fault: Fault): (moment: Moment, what: string) => void {
  switch (fault.type) {
    case 'list':
      return (moment, what) => void (moment === 'before' && appendFileSync(fault.file, `${what}\n`));
    case 'kill': {
      const arrived = counter(fault.at);
      return (moment, what) => {
        if (moment !== fault.when || !arrived(what)) return;
        if (fault.when === 'within') pause(fault.microseconds / 1000);
        process.kill(process.pid, 'SIGKILL');
        pause(Infinity);
      };
    }
    case 'images':
      return (moment, what) => {
        if (moment === 'within' || !fault.of.some((word) => what.includes(word))) return;
        cpSync(fault.folder, join(fault.into, String(images++).padStart(4, '0')), { recursive: true });
      };
    case 'clock': {
      const arrived = counter(fault.at);
      return (moment, what) => void (moment === 'before' && arrived(what) && setClockBack(fault.milliseconds));
    }
  }
}

/** True once: at the n-th operation of that name. */
function counter({ what, nth }: Place): (operation: string) => boolean {
  let seen = 0;
  return (operation) => operation.includes(what) && ++seen === nth;
}

/** Holds this thread; those of SQLite and of the file system go on. */
const pause = (milliseconds: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

function setClockBack(milliseconds: number): void {
  const now = Date.now.bind(Date);
  Date.now = () => now() - milliseconds;
}

/** Statements are watched where sqlite3's own code calls the compiled library, whichever bundle it is loaded from. */
function watchSqlite(reached: (moment: Moment, what: string) => void): void {
  const extensions = (Module as unknown as { _extensions: Record<string, (module: { exports: unknown }, file: string) => void> })._extensions;
  const load = extensions['.node'];
  extensions['.node'] = (module, file) => {
    load(module, file);
    const { Statement, Database } = module.exports as Record<string, { prototype: Record<string, Callable> } | undefined>;
    if (Statement === undefined || Database === undefined) return;
    for (const name of ['run', 'get', 'all']) watchStatement(Statement.prototype, name, reached, (self) => (self as { sql: string }).sql);
    watchStatement(Database.prototype, 'exec', reached, (_self, [sql]) => sql as string);
    watchStatement(Database.prototype, 'close', reached, () => 'close database');
  };
}

function watchStatement(prototype: Record<string, Callable>, name: string, reached: (moment: Moment, what: string) => void, sqlOf: (self: unknown, parameters: unknown[]) => string): void {
  const original = prototype[name];
  prototype[name] = function (...parameters) {
    const what = sqlOf(this, parameters).replace(/\s+/g, ' ').trim();
    const done = parameters.pop() as Callable;
    reached('before', what);
    const result = original.call(this, ...parameters, function (this: unknown, ...outcome: unknown[]) {
      reached('after', what);
      return done.apply(this, outcome);
    });
    reached('within', what);
    return result;
  };
}

function watchFiles(reached: (moment: Moment, what: string) => void): void {
  for (const name of ['open', 'rename', 'link', 'rm', 'mkdir'] as const) {
    const operation = watched(`${name}`, promises[name] as Callable, reached);
    Object.assign(promises, {
      [name]: async (...parameters: unknown[]) => {
        const result = await operation(...parameters);
        // Handles of files are made anew each time, with their methods.
        if (name === 'open') for (const method of ['writeFile', 'sync'] as const) watchMethod(result as Record<string, Callable>, method, reached);
        return result;
      },
    });
  }
}

function watchMethod(handle: Record<string, Callable>, method: string, reached: (moment: Moment, what: string) => void): void {
  handle[method] = watched(method, handle[method].bind(handle), reached);
}

/** @param name followed by the path, where the first parameter is one */
function watched(name: string, operation: Callable, reached: (moment: Moment, what: string) => void): (...parameters: unknown[]) => Promise<unknown> {
  return async (...parameters) => {
    const what = typeof parameters[0] === 'string' && name !== 'writeFile' ? `${name} ${parameters[0]}` : name;
    reached('before', what);
    const result = operation.apply(promises, parameters);
    reached('within', what);
    await result;
    reached('after', what);
    return result;
  };
}

function watchWorkers(reached: (moment: Moment, what: string) => void, sums: string | undefined): void {
  const { prototype } = Worker as unknown as { prototype: Record<string, Callable> };
  const post = prototype.postMessage;
  prototype.postMessage = function (...parameters) {
    const { type } = parameters[0] as { type: string };
    if (type === 'sum' && sums !== undefined) appendFileSync(sums, 'sum\n');
    reached('before', `post ${type}`);
    const result = post.apply(this, parameters);
    reached('within', `post ${type}`);
    return result;
  };
}
