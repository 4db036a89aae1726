// The login form after a wrong password, and after too many.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, Site } from '../client.mjs';
import { button, isAsked, reads, signIn } from '../person.mjs';

async function wrong(page, username) {
  const reply = page.waitForResponse((reply) => reply.request().method() === 'POST');
  await signIn(page, 'a wrong one', username);
  return reply;
}

scenario('a wrong password keeps the name and the request', async (page) => {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`);
  await page.goto(request.url);
  const reply = await wrong(page, 'alice');
  assert.equal(reply.status(), 403);
  await reads(page, 'The username or the password is wrong.');
  assert.equal(page.url(), `${ISSUER}/login`);
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.getByLabel('Username').inputValue(), 'alice');
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  await page.getByLabel('Password').fill('wonderland');
  await button(page, 'Sign in').click();
  await isAsked(page);
  await button(page, 'Allow').click();
  await reads(page, 'You are back');
  request.isAnswered(client.visits[0].query);
});

scenario('the eleventh wrong password is told how long to wait', async (page) => {
  await page.goto(`${ISSUER}/login`);
  for (let tries = 1; tries <= 10; tries += 1) {
    const reply = await wrong(page, 'somebody');
    assert.equal(reply.status(), 403, `try ${tries}`);
  }
  const reply = await wrong(page, 'somebody');
  assert.equal(reply.status(), 429);
  await reads(page, 'Too many attempts. Try again in 1 minute.');
  const seconds = Number(reply.headers()['retry-after']);
  assert.ok(seconds > 0 && seconds <= 60, `Retry-After: ${seconds}`);
  assert.equal(await page.getByLabel('Username').inputValue(), 'somebody');
  // Another person at this computer may still sign in.
  await signIn(page);
  await reads(page, 'You are signed in as alice');
});
