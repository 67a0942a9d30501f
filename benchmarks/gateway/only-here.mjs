import { Server } from 'node:net';

/** Loaded before a server that would listen on every interface: it listens on this machine alone. */
const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  const told = typeof port === 'object' ? { ...port } : { port: Number(port) };
  const heard = rest.filter((argument) => typeof argument === 'function');
  return listen.call(this, { ...told, host: '127.0.0.1' }, ...heard);
};
