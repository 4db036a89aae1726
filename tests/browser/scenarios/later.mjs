// Pages that lie open for too long, and people who change meanwhile: nobody ends where nothing goes
// on, and nothing is granted by whoever did not say yes.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, SHOP, Site, later } from '../client.mjs';
import { button, isAsked, reads, signIn } from '../person.mjs';

const TICKET = 600;
const LOGIN_PAGE = 3600;
const IDLE_SESSION = 12 * 3600;

async function asked(page) {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`, SHOP);
  await page.goto(request.url);
  await signIn(page);
  await isAsked(page);
  return { client, request };
}

async function isBackWith(page, { client, request }) {
  await reads(page, 'You are back');
  const [{ query }, ...more] = client.visits;
  assert.deepEqual(more, []);
  request.isAnswered(query);
  await request.signsIn(query.code);
}

// The page comes anew: its ticket is another one.
async function isAskedAgain(page, press) {
  const ticket = () => page.locator('[name=transaction_id]').inputValue();
  const before = await ticket();
  await Promise.all([page.waitForEvent('domcontentloaded'), press()]);
  await isAsked(page);
  assert.notEqual(await ticket(), before);
}

scenario('a yes that comes too late is asked for again', async (page) => {
  const asking = await asked(page);
  await later(TICKET);
  await isAskedAgain(page, () => button(page, 'Allow').click());
  assert.deepEqual(asking.client.visits, []);
  await button(page, 'Allow').click();
  await isBackWith(page, asking);
});

scenario('a no that comes too late says so, and leads back to the question', async (page) => {
  const asking = await asked(page);
  await later(TICKET);
  await button(page, 'Deny').click();
  await reads(page, 'Nothing was allowed.');
  assert.match(await page.title(), /^Error: /);
  assert.deepEqual(asking.client.visits, []);
  await page.getByRole('link', { name: 'Start again' }).click();
  await isAsked(page);
  await button(page, 'Allow').click();
  await isBackWith(page, asking);
});

scenario('a login page that lay open too long keeps the request', async (page) => {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`, SHOP);
  await page.goto(request.url);
  await later(LOGIN_PAGE);
  const reply = page.waitForResponse((reply) => reply.request().method() === 'POST');
  await signIn(page);
  assert.equal((await reply).status(), 303);
  await reads(page, 'to continue to Print Shop');
  await signIn(page);
  await isAsked(page);
  await button(page, 'Allow').click();
  await isBackWith(page, { client, request });
});

scenario('a session that ended is begun again, and asks again', async (page) => {
  const asking = await asked(page);
  await later(IDLE_SESSION);
  await button(page, 'Allow').click();
  await reads(page, 'to continue to Print Shop');
  await signIn(page);
  await isAsked(page);
  assert.deepEqual(asking.client.visits, []);
  await button(page, 'Allow').click();
  await isBackWith(page, asking);
});

scenario('who signs out in another tab is asked to sign in before a yes counts', async (page) => {
  const asking = await asked(page);
  const other = await page.context().newPage();
  await other.goto(`${ISSUER}/login`);
  await button(other, 'Sign out').click();
  await reads(other, 'You are signed out');
  await button(page, 'Allow').click();
  await button(page, 'Sign in').waitFor();
  assert.deepEqual(asking.client.visits, []);
});

scenario('somebody else signs in, and comes back to the same request', async (page) => {
  const asking = await asked(page);
  await reads(page, 'You are signed in as Alice');
  await page.getByRole('link', { name: 'Use another account' }).click();
  await reads(page, 'to continue to Print Shop');
  await signIn(page, 'builder', 'bob');
  await reads(page, 'You are signed in as Bob');
  await button(page, 'Allow').click();
  await isBackWith(page, asking);
});

scenario('a yes on the page of another person is asked for again', async (page) => {
  const asking = await asked(page);
  const other = await page.context().newPage();
  await other.goto(asking.request.url);
  await other.getByRole('link', { name: 'Use another account' }).click();
  await signIn(other, 'builder', 'bob');
  await reads(other, 'You are signed in as Bob');
  await isAskedAgain(page, () => button(page, 'Allow').click());
  await reads(page, 'You are signed in as Bob');
  assert.deepEqual(asking.client.visits, []);
});
