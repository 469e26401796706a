// One output stream as the commands see it: is it a terminal, which colours may it have, and how is it written to.
import pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;

export interface Screen {
  readonly stream: NodeJS.WriteStream;
  /** True for a terminal with a person in front of it, false for a pipe or a file. */
  readonly isTerminal: boolean;
  /** Leave text as it is on anything but a terminal, and where NO_COLOR is set. */
  readonly colours: Colours;
  /** Writes text and ends the line. */
  readonly print: (text: string) => void;
}

export function createScreen(stream: NodeJS.WriteStream): Screen {
  const isTerminal = Boolean(stream.isTTY); // Undefined on a pipe, whatever its type says.
  return {
    stream,
    isTerminal,
    colours: pc.createColors(isTerminal && pc.isColorSupported),
    print: (text) => void stream.write(`${text}\n`),
  };
}

/** A reader that goes away (`cloister runs list | head -1`) has seen enough: that is no failure. */
export function leaveQuietlyWithReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
