// JavaScript in place of two native modules of VS Code's server that it can do without, so that nothing has to be compiled.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ends the extension host when its parent is gone; here the whole process group is ended. */
const watchdog = 'exports.start = () => {};\n';

/** Writes log files: one line a message, in the format of the native module. */
const logger = `const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  constructor(kind, name, file) {
    this.file = file;
    this.level = 2;
    this.raw = false;
    mkdirSync(dirname(file), { recursive: true });
  }
  write(level, message) {
    if (level < this.level || this.level === levels.indexOf('off')) return;
    const line = this.raw ? message : new Date().toISOString().replace('T', ' ').slice(0, 23) + ' [' + levels[level] + '] ' + message + '\\n';
    try {
      appendFileSync(this.file, line);
    } catch {
      // The throwaway folder is already gone: the server is being stopped.
    }
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {}
}

exports.version = 11300;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating_async', name, file);
`;

const standIns = { 'native-watchdog': watchdog, '@vscode/native-watchdog': watchdog, '@vscode/spdlog': logger };

/** @param {string} modules the server's node_modules */
export function writeStandIns(modules) {
  for (const [name, source] of Object.entries(standIns)) {
    const folder = join(modules, name);
    if (existsSync(folder)) writeFileSync(join(folder, 'index.js'), source);
  }
}
