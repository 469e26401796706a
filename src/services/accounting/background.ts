// Accounting in a thread of its own, for processes whose main thread people wait on.
import { Worker } from 'node:worker_threads';
import { assertNever, CloisterError } from '../../base/errors';
import type { TrainingPlan } from '../../core/plan';
import type { Guarantee } from '../../core/privacy/guarantee';
import type { Accounting } from './accounting';
import type { Answer, Question, Reply, Request } from './messages';

/** How long a thread without questions is kept, in milliseconds: its tables take as long to make as several compositions. */
const keptIdle = 60_000;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Questions are answered in their order, by a thread that starts with the first one and ends when nobody has asked for a while. When it
 * dies, all that wait are rejected, and the next question starts another.
 */
export class BackgroundAccounting implements Accounting {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private idleTimer: NodeJS.Timeout | undefined;
  private closed = false;

  /** @param entry path of the accountant's bundle */
  constructor(
    private readonly entry: string,
    private readonly idleTime = keptIdle,
  ) {}

  plan: Accounting['plan'] = (privacy) => this.ask<TrainingPlan>({ type: 'plan', privacy });
  guarantee: Accounting['guarantee'] = (mechanism, delta, unit) => this.ask<Guarantee>({ type: 'guarantee', mechanism, delta, unit });
  epsilon: Accounting['epsilon'] = (mechanism, delta) => this.ask<number>({ type: 'epsilon', mechanism, delta });

  /** Whether there is a thread, at work or idle. */
  get isStarted(): boolean {
    return this.worker !== undefined;
  }

  /** Ends the thread, and rejects whoever waits and whoever asks from now on. */
  async close(): Promise<void> {
    this.closed = true;
    await this.end(closedError());
  }

  private ask<T extends Answer>(question: Question): Promise<T> {
    if (this.closed) return Promise.reject(closedError());
    clearTimeout(this.idleTimer);
    const worker = (this.worker ??= this.start());
    worker.ref();
    const id = ++this.lastId;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: (answer) => resolve(answer as T), reject });
      worker.postMessage({ id, question } satisfies Request);
    });
  }

  private start(): Worker {
    // None of the host's own flags, such as those of its debugger.
    const worker = new Worker(this.entry, { name: 'accountant', execArgv: [] });
    const died = (reason: string, cause?: Error): void => {
      if (this.worker === worker) void this.end(new CloisterError('failed', `The thread that works out privacy guarantees has died (${reason}). Try again.`, { cause }));
    };
    worker.on('message', (reply: Reply) => {
      // Whoever asked a thread that was let go of has been told.
      if (this.worker === worker) this.receive(reply);
    });
    worker.on('error', (error) => died(error.message, error));
    worker.on('exit', (code) => died(`code ${code}`));
    return worker;
  }

  private receive(reply: Reply): void {
    const asker = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.rest();
    switch (reply.type) {
      case 'answer':
        return asker?.resolve(frozen(reply.answer));
      case 'refusal':
        return asker?.reject(new CloisterError(reply.kind, reply.message, { remedy: reply.remedy }));
      case 'defect':
        return asker?.reject(Object.assign(new Error(reply.message), { stack: reply.stack }));
      default:
        assertNever(reply);
    }
  }

  /** An idle thread keeps no process from ending. */
  private rest(): void {
    this.worker?.unref();
    this.idleTimer = setTimeout(() => void this.end(), this.idleTime).unref();
  }

  /** Lets go of the thread at once, so that the next question starts another; nobody waits any more unless there is an error. */
  private async end(error?: Error): Promise<void> {
    clearTimeout(this.idleTimer);
    const { worker } = this;
    this.worker = undefined;
    const rejected = [...this.waiting.values()];
    this.waiting.clear();
    if (error !== undefined) rejected.forEach(({ reject }) => reject(error));
    await worker?.terminate();
  }
}

const closedError = (): CloisterError => new CloisterError('interrupted', 'The window is closing.');

/** Copies from another thread are not frozen as the originals were. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
