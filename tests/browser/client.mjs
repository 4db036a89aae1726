// A client of the provider: its callback is a server of its own, on another port than the issuer.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { PATIENCE } from './patience.mjs';

export const ISSUER = process.env.ISSUER;
assert.ok(ISSUER, 'ISSUER names the provider to test');

// A web server on this computer that keeps what it is asked for. `answer` may write the reply itself.
export class Site {
  static #all = [];
  #server;
  #waiting = [];
  visits = [];

  static async open(answer = arrived) {
    const site = new Site();
    Site.#all.push(site);
    site.#server = createServer(async (request, response) => {
      const url = new URL(request.url, site.origin);
      if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
      const { method } = request;
      const form = await formOf(request);
      const visit = { url, query: Object.fromEntries(url.searchParams), method, form };
      site.visits.push(visit);
      site.#waiting.shift()?.(visit);
      return answer(response, visit, site.visits.length);
    });
    await new Promise((listening) => site.#server.listen(0, '127.0.0.1', listening));
    return site;
  }

  get port() {
    return this.#server.address().port;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  // The same server under a name that is another site to a browser.
  get elsewhere() {
    return `http://localhost:${this.port}`;
  }

  // The next visit, which may not have begun.
  next() {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('nobody came')), PATIENCE);
      this.#waiting.push((visit) => {
        clearTimeout(late);
        resolve(visit);
      });
    });
  }

  // An open one would keep node from its end.
  static closeAll() {
    for (const site of Site.#all.splice(0)) {
      site.#server.close();
      site.#server.closeAllConnections();
    }
  }
}

async function formOf(request) {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return Object.fromEntries(new URLSearchParams(text));
}

export function arrived(response) {
  html(response, '<title>arrived</title><h1>You are back</h1>');
}

export function html(response, text) {
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html>${text}`);
}

export function onwards(to) {
  return (response, { url }) => response.writeHead(302, { location: `${to}${url.search}` }).end();
}

// One authorization request, and what redeems its code.
export class Request {
  verifier = randomBytes(32).toString('base64url');
  state = randomBytes(8).toString('hex');

  constructor(redirectUri, { client = 'demo-cli', secret, ...more } = {}) {
    const challenge = createHash('sha256').update(this.verifier).digest('base64url');
    Object.assign(this, { redirectUri, client, secret });
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: client,
      redirect_uri: redirectUri,
      state: this.state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...more,
    });
    this.url = `${ISSUER}/oauth/authorize?${query}`;
  }

  // What the client checks before it redeems: RFC 6749 §4.1.2, RFC 9207.
  isAnswered({ code, state, iss, error }) {
    assert.deepEqual({ state, iss, error }, { state: this.state, iss: ISSUER, error: undefined });
    assert.match(code, /^oac_/);
  }

  async redeem(code) {
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.redirectUri,
      code_verifier: this.verifier,
    });
    const headers = {};
    if (this.secret) headers.authorization = `Basic ${btoa(`${this.client}:${this.secret}`)}`;
    else form.set('client_id', this.client);
    const reply = await fetch(`${ISSUER}/oauth/token`, { method: 'POST', headers, body: form });
    return { status: reply.status, ...(await reply.json()) };
  }

  // Redeems the code that must be good.
  async signsIn(code) {
    const reply = await this.redeem(code);
    assert.equal(reply.status, 200, JSON.stringify(reply));
    assert.ok(reply.access_token);
  }
}

// The client of a web shop on this computer, whose consent is remembered.
export const SHOP = { client: 'shop', secret: 'a-secret-for-tests-only-0123456789-abcdefgh' };

// The clock of the provider: so many seconds later.
export async function later(seconds) {
  const reply = await fetch(`${ISSUER}/clock`, { method: 'POST', body: String(seconds) });
  assert.equal(reply.status, 200);
}
