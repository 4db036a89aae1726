// Every chain of redirects that begins with one of our forms: Chromium checks a `form-action` at each
// step of it, the client's own steps too.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, Site, onwards } from '../client.mjs';
import { button, isAsked, reads, signIn } from '../person.mjs';

const WEB = 'https://client.example/callback';
const APP = 'org.example.shop:/callback';

// What a browser tells a developer about a step that it refused.
function complaints(page) {
  const told = [];
  const text = 'Content Security Policy';
  page.on('console', (message) => message.text().includes(text) && told.push(message.text()));
  return told;
}

// Stands in for a web server on https, which no test has a certificate for: the browser asks it only
// after its own checks. Gives the addresses that were asked for; each is answered by `answer`.
async function webServer(page, answer) {
  const asked = [];
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: 'https://client.example/*' }] });
  cdp.on('Fetch.requestPaused', ({ requestId, request }) => {
    asked.push(request.url);
    return cdp.send('Fetch.fulfillRequest', { requestId, ...answer(new URL(request.url)) });
  });
  return asked;
}

function shown(text) {
  const headers = [{ name: 'content-type', value: 'text/html' }];
  const body = Buffer.from(`<!doctype html><h1>${text}</h1>`).toString('base64');
  return { responseCode: 200, responseHeaders: headers, body };
}

scenario('allow arrives at another port, and the code is redeemed', async (page) => {
  const told = complaints(page);
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`);
  await page.goto(`${ISSUER}/login`);
  await signIn(page);
  await reads(page, 'You are signed in');
  await page.goto(request.url);
  await isAsked(page);
  await button(page, 'Allow').click();
  await reads(page, 'You are back');
  const [visit, ...more] = client.visits;
  assert.deepEqual(more, []);
  assert.equal(visit.method, 'GET');
  assert.equal(page.url(), visit.url.href);
  request.isAnswered(visit.query);
  await request.signsIn(visit.query.code);
  assert.deepEqual(told, []);
});

scenario('login, allow and a callback that goes on to another site', async (page) => {
  const told = complaints(page);
  const last = await Site.open();
  const client = await Site.open(onwards(`${last.elsewhere}/done`));
  const request = new Request(`${client.origin}/callback`);
  await page.goto(request.url);
  await signIn(page);
  await isAsked(page);
  await button(page, 'Allow').click();
  await reads(page, 'You are back');
  assert.equal(new URL(page.url()).origin, last.elsewhere);
  assert.equal(client.visits.length, 1);
  request.isAnswered(last.visits[0].query);
  await request.signsIn(last.visits[0].query.code);
  assert.deepEqual(told, []);
});

scenario('deny goes the same way', async (page) => {
  const told = complaints(page);
  const last = await Site.open();
  const client = await Site.open(onwards(`${last.elsewhere}/done`));
  const request = new Request(`${client.origin}/callback`);
  await page.goto(request.url);
  await signIn(page);
  await button(page, 'Deny').click();
  await reads(page, 'You are back');
  const { error, state, iss, code } = last.visits[0].query;
  const wanted = { error: 'access_denied', state: request.state, iss: ISSUER, code: undefined };
  assert.deepEqual({ error, state, iss, code }, wanted);
  assert.deepEqual(told, []);
});

scenario('login goes straight to a client whose consent is remembered', async (page) => {
  const told = complaints(page);
  const client = await Site.open();
  const options = { client: 'demo', secret: 'demo-secret' };
  const first = new Request(`${client.origin}/callback`, options);
  await page.goto(first.url);
  await signIn(page);
  await button(page, 'Allow').click();
  await reads(page, 'You are back');
  await page.context().clearCookies();
  const second = new Request(`${client.origin}/callback`, options);
  await page.goto(second.url);
  await signIn(page);
  await reads(page, 'You are back');
  const { query } = client.visits[1];
  second.isAnswered(query);
  await second.signsIn(query.code);
  assert.deepEqual(told, []);
});

scenario('allow arrives at a web server on https', async (page) => {
  const told = complaints(page);
  const asked = await webServer(page, () => shown('You are back'));
  const request = new Request(WEB, { client: 'web', secret: 'web-secret' });
  await page.goto(request.url);
  await signIn(page);
  await button(page, 'Allow').click();
  await reads(page, 'You are back');
  const query = Object.fromEntries(new URL(asked[0]).searchParams);
  request.isAnswered(query);
  await request.signsIn(query.code);
  assert.deepEqual(told, []);
});

// The application behind an unknown scheme. Chromium hands an address to the system once it has passed
// every check; that it came so far is all that there is to see without such an application.
async function handedOver(page) {
  const asked = await page.waitForRequest((asked) => asked.url().startsWith(APP));
  return Object.fromEntries(new URL(asked.url()).searchParams);
}

scenario('a web server may go on to its application', async (page) => {
  const told = complaints(page);
  const onTo = (url) => [{ name: 'location', value: `${APP}${url.search}` }];
  await webServer(page, (url) => ({ responseCode: 302, responseHeaders: onTo(url) }));
  const request = new Request(`${WEB}/app`, { client: 'web', secret: 'web-secret' });
  await page.goto(request.url);
  await signIn(page);
  const [query] = await Promise.all([handedOver(page), button(page, 'Allow').click()]);
  request.isAnswered(query);
  await request.signsIn(query.code);
  assert.deepEqual(told, []);
});

scenario('allow hands the code to an application of its own scheme', async (page) => {
  const told = complaints(page);
  const request = new Request(APP, { client: 'web', secret: 'web-secret' });
  await page.goto(request.url);
  await signIn(page);
  const [query] = await Promise.all([handedOver(page), button(page, 'Allow').click()]);
  request.isAnswered(query);
  await request.signsIn(query.code);
  assert.deepEqual(told, []);
});
