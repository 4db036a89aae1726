// The cookies as Chromium keeps them on plain http to this computer; `secure.mjs` has them on https.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, Site, html } from '../client.mjs';
import { button, isAsked, reads, signIn } from '../person.mjs';

// What is kept, by the kind in its name.
async function kept(page) {
  const cookies = await page.context().cookies();
  return Object.fromEntries(
    cookies.map(({ name, ...cookie }) => {
      const [, kind] = name.match(/^oauth2-([a-z]+)-[0-9a-f]{8}$/) ?? [];
      assert.ok(kind, name);
      return [kind, cookie];
    }),
  );
}

function isShut(cookie) {
  const { domain, path, httpOnly, sameSite, secure } = cookie;
  const wanted = { domain: '127.0.0.1', path: '/', httpOnly: true, sameSite: 'Lax', secure: false };
  assert.deepEqual({ domain, path, httpOnly, sameSite, secure }, wanted);
  assert.match(cookie.value, /^[\w-]{43}$/);
}

scenario('each is shut, and none outlives its use', async (page) => {
  await page.goto(`${ISSUER}/login`);
  const before = await kept(page);
  assert.deepEqual(Object.keys(before), ['login']);
  isShut(before.login);
  await signIn(page);
  await reads(page, 'You are signed in');
  const inside = await kept(page);
  assert.deepEqual(Object.keys(inside), ['session']);
  isShut(inside.session);
  assert.notEqual(inside.session.value, before.login.value);
  assert.equal(await page.evaluate(() => document.cookie), '');
  await button(page, 'Sign out').click();
  await reads(page, 'You are signed out');
  assert.deepEqual(await kept(page), {});
});

scenario('a link on another site finds the person signed in', async (page) => {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`);
  const link = `<a href="${request.url.replaceAll('&', '&amp;')}">Sign in with Photos</a>`;
  const shop = await Site.open((response) => html(response, link));
  await page.goto(`${ISSUER}/login`);
  await signIn(page);
  await reads(page, 'You are signed in');
  await page.goto(shop.elsewhere);
  await page.getByRole('link').click();
  await isAsked(page);
});
