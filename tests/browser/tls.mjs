// A server on https in front of a provider: `node tls.mjs <port> <folder with the certificate>`.
// It tells its own port, and hands on what comes as it came.

import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';

const [port, folder] = process.argv.slice(2);
const key = readFileSync(`${folder}/key.pem`);
const cert = readFileSync(`${folder}/certificate.pem`);

const server = createServer({ key, cert }, (asked, reply) => {
  const { method, url: path, headers } = asked;
  const onwards = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    reply.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(reply);
  });
  onwards.on('error', () => reply.destroy());
  asked.pipe(onwards);
});

server.listen(0, 'localhost', () => console.log(server.address().port));
