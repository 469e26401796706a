// Loaded into the server, its extension hosts and the trainers: writes down every address outside this machine that one of them asks.
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');
const dns = require('node:dns');

const file = process.env.CLOISTER_OUTSIDE_ADDRESSES;
const isLocal = (host) => host === undefined || /^(localhost|127\.|::1$|::ffff:127\.)/.test(host);

function note(host) {
  if (file !== undefined && !isLocal(host)) appendFileSync(file, `${host}\n`);
}

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first.path === undefined) note(first.host);
  return connect.apply(this, args);
};

const lookup = dns.lookup;
dns.lookup = function (host, ...rest) {
  note(host);
  return lookup.call(this, host, ...rest);
};
