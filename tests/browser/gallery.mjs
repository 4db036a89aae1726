// Every page, in the order in which a person comes to it.

import assert from 'node:assert/strict';
import { ISSUER, Request, SHOP, Site, later } from './client.mjs';

// Ten tries are free; the next one waits.
const FREE = 10;

// By what the forms send, which is the same in every language.
export async function signIn(page, username, password) {
  await page.locator('[name=username]').fill(username);
  await page.locator('[name=password]').fill(password);
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator('button').click()]);
}

export async function answer(page, decision) {
  const button = page.locator(`[name=decision][value=${decision}]`);
  await Promise.all([page.waitForEvent('domcontentloaded'), button.click()]);
}

// Brings `page` to each page and calls `look` there with its name.
export async function everyPage(page, look) {
  await atTheLogin(page, look);
  const client = await Site.open();
  await asked(page, look, client);
  await connected(page, look, client);
  await failed(page, look, client);
  await goodbye(page, look);
}

async function atTheLogin(page, look) {
  await page.goto(new Request('https://web.example/cb', { client: 'web' }).url);
  await look('login');
  await signIn(page, 'alice', 'a wrong one');
  await look('login-failed');
  await isThrottled(page, 'somebody');
  await look('login-throttled');
  await signIn(page, 'alice', 'wonderland');
}

// The first tries without the page, which would only take time.
async function isThrottled(page, username) {
  const form = { username, password: 'a wrong one' };
  form.ticket = await page.locator('[name=ticket]').inputValue();
  for (let tries = 0; tries < FREE; tries += 1) {
    const reply = await page.request.post(`${ISSUER}/login`, { form });
    assert.equal(reply.status(), 403);
  }
  await signIn(page, username, form.password);
}

async function asked(page, look, client) {
  const all = { client: 'web', scope: 'read write places news' };
  await page.goto(new Request('https://web.example/cb', all).url);
  await look('consent');
  const shop = (more) => new Request(`${client.origin}/callback`, { ...SHOP, ...more }).url;
  await page.goto(shop({ scope: 'read' }));
  await answer(page, 'allow');
  await page.goto(shop({ scope: 'read write' }));
  await look('consent-new-scope');
  await page.goto(shop({ scope: 'read', response_mode: 'form_post' }));
  await look('form-post');
}

async function connected(page, look, client) {
  await page.goto(new Request(`${client.origin}/callback`, { client: 'cli' }).url);
  await answer(page, 'allow');
  await page.goto(`${ISSUER}/oauth/apps`);
  await look('apps');
  for (const left of [1, 0]) {
    const revoke = page.locator('section button').first();
    await Promise.all([page.waitForEvent('domcontentloaded'), revoke.click()]);
    assert.equal(await page.locator('section').count(), left);
  }
  await look('apps-none');
}

async function failed(page, look, client) {
  await page.goto(new Request(`${client.origin}/callback`, { client: 'nobody' }).url);
  await look('error');
  await page.goto(new Request(`${client.origin}/callback`, { client: 'cli' }).url);
  await later(601);
  await answer(page, 'deny');
  await look('error-too-late');
}

async function goodbye(page, look) {
  await page.goto(`${ISSUER}/login`);
  await look('signed-in');
  const out = page.locator('button');
  await Promise.all([page.waitForEvent('domcontentloaded'), out.click()]);
  await look('signed-out');
}
