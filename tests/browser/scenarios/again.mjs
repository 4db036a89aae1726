// Second clicks, the back button and two tabs: what a person does, and no request may be lost by.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, Site, arrived } from '../client.mjs';
import { button, isAsked, reads, signIn } from '../person.mjs';

// The consent page of a request, for a person who is signed in. The client is slow: it keeps the
// browser waiting as long as `answer` likes, and the page can be clicked meanwhile.
async function asked(page, answer) {
  const client = await Site.open(answer);
  const request = new Request(`${client.origin}/callback`);
  await page.goto(request.url);
  await signIn(page);
  await isAsked(page);
  return { client, request };
}

// Clicks where the button is, whatever the browser is waiting for: a person sees the page until the
// next one comes.
async function clicker(page, name) {
  await button(page, name).scrollIntoViewIfNeeded();
  const { x, y, width, height } = await button(page, name).boundingBox();
  return () => page.mouse.click(x + width / 2, y + height / 2);
}

// Clicks that come faster than this Chromium makes one POST of by itself.
scenario('an impatient second click on allow gets the same code', async (page) => {
  const { client, request } = await asked(page, (response, _, visits) => {
    if (visits > 1) arrived(response);
  });
  const allow = await clicker(page, 'Allow');
  const [{ query }] = await Promise.all([client.next(), allow()]);
  await allow();
  await reads(page, 'You are back');
  assert.equal(client.visits.length, 2);
  assert.deepEqual(client.visits[1].query, query);
  await request.signsIn(query.code);
});

scenario('a second click when the code is spent is told so', async (page) => {
  const { client, request } = await asked(page, () => {});
  const allow = await clicker(page, 'Allow');
  const [{ query }] = await Promise.all([client.next(), allow()]);
  await request.signsIn(query.code);
  await allow();
  await reads(page, 'was answered before');
  assert.equal(new URL(page.url()).origin, ISSUER);
  assert.equal(client.visits.length, 1);
});

scenario('deny after allow changes nothing', async (page) => {
  const { client, request } = await asked(page, () => {});
  const [allow, deny] = [await clicker(page, 'Allow'), await clicker(page, 'Deny')];
  const [{ query }] = await Promise.all([client.next(), allow()]);
  await deny();
  await reads(page, 'was answered before');
  assert.equal(client.visits.length, 1);
  await request.signsIn(query.code);
});

// Chromium brings the page back as it was left, ticket and all, although it is `no-store`.
scenario('the back button and allow get the same code while it is good', async (page) => {
  const { client, request } = await asked(page);
  const ticket = await page.locator('[name=transaction_id]').inputValue();
  const allow = await clicker(page, 'Allow');
  await allow();
  await reads(page, 'You are back');
  await page.goBack({ waitUntil: 'commit' });
  assert.equal(await page.locator('[name=transaction_id]').inputValue(), ticket);
  await Promise.all([client.next(), allow()]);
  const [first, second] = client.visits.map(({ query }) => query);
  assert.deepEqual(second, first);
  await request.signsIn(first.code);
  await reads(page, 'You are back');
  await page.goBack({ waitUntil: 'commit' });
  await allow();
  await reads(page, 'was answered before');
  assert.equal(client.visits.length, 2);
});

// Two requests of one client, each in a tab.
async function twoTabs(page) {
  const client = await Site.open();
  const tabs = [page, await page.context().newPage()];
  const requests = tabs.map(() => new Request(`${client.origin}/callback`));
  for (const [at, tab] of tabs.entries()) await tab.goto(requests[at].url);
  return { tabs, requests };
}

async function isBackWith(tab, request) {
  await reads(tab, 'You are back');
  const query = Object.fromEntries(new URL(tab.url()).searchParams);
  request.isAnswered(query);
  await request.signsIn(query.code);
}

scenario('two tabs keep their requests', async (page) => {
  await page.goto(`${ISSUER}/login`);
  await signIn(page);
  await reads(page, 'You are signed in');
  const { tabs, requests } = await twoTabs(page);
  await button(tabs[1], 'Allow').click();
  await reads(tabs[1], 'You are back');
  await button(tabs[0], 'Allow').click();
  await isBackWith(tabs[0], requests[0]);
  await isBackWith(tabs[1], requests[1]);
});

// Does what the page asks for until the browser is back at the client.
async function finish(tab) {
  for (let steps = 0; tab.url().startsWith(ISSUER); steps += 1) {
    assert.ok(steps < 4, 'it asks again and again');
    const allow = button(tab, 'Allow');
    const answer = (await allow.isVisible()) ? allow.click() : signIn(tab);
    await Promise.all([tab.waitForEvent('domcontentloaded'), answer]);
  }
}

// A sign-in in one tab may make the other ask once more, but it forgets neither request.
scenario('two tabs with a login form each come to their own end', async (page) => {
  const { tabs, requests } = await twoTabs(page);
  await signIn(tabs[0]);
  await isAsked(tabs[0]);
  await finish(tabs[1]);
  await finish(tabs[0]);
  await isBackWith(tabs[0], requests[0]);
  await isBackWith(tabs[1], requests[1]);
});
