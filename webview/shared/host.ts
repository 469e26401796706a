// The page's line to the extension: the one place that asks the editor for its API.

/** What the editor gives to a page; it may be asked for once only. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

export interface Host<Outgoing, Saved> {
  send(message: Outgoing): void;
  /** What was last kept by `save`, also in an earlier life of this tab; undefined when nothing was, or it cannot be read any more. */
  saved(): Saved | undefined;
  /** Keeps small choices of the person at the page, never data. */
  save(state: Saved): void;
}

export interface HostOptions<Incoming, Saved> {
  /** @throws Error saying what is wrong with a message */
  readonly parse: (message: unknown) => Incoming;
  /** Undefined for state that an older version of the page has left and that means nothing now. */
  readonly parseSaved: (state: unknown) => Saved | undefined;
  readonly receive: (message: Incoming) => void;
  /** Told about every message that is not understood, and about every failure while one is handled. */
  readonly fail: (problem: Error) => void;
}

/** Connects the page. Call it once. */
export function connectHost<Incoming, Outgoing, Saved>(options: HostOptions<Incoming, Saved>): Host<Outgoing, Saved> {
  const api = acquireVsCodeApi();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    try {
      options.receive(options.parse(data));
    } catch (error) {
      options.fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
  return {
    send: (message) => api.postMessage(message),
    saved: () => options.parseSaved(api.getState()),
    save: (state) => api.setState(state),
  };
}
