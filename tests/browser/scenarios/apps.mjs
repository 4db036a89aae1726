// The connected apps: a person sees who has access, and ends it.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, SHOP, Site } from '../client.mjs';
import { button, isAsked, isOwnForm, posted, reads, signIn } from '../person.mjs';

// What the client holds after a yes.
async function allowed(page, options, person = ['wonderland', 'alice']) {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`, options);
  await page.goto(request.url);
  if (await button(page, 'Sign in').isVisible()) await signIn(page, ...person);
  await isAsked(page);
  await button(page, 'Allow').click();
  await reads(page, 'You are back');
  const tokens = await request.redeem(client.visits[0].query.code);
  assert.equal(tokens.status, 200);
  return { client, request, tokens };
}

async function photos({ access_token }) {
  const headers = { authorization: `Bearer ${access_token}` };
  return (await fetch(`${ISSUER}/photos`, { headers })).status;
}

async function refreshed({ client, secret }, { refresh_token }) {
  const headers = { authorization: `Basic ${btoa(`${client}:${secret}`)}` };
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token });
  return (await fetch(`${ISSUER}/oauth/token`, { method: 'POST', headers, body })).status;
}

scenario('what is revoked is dead at once, and the other client keeps its access', async (page) => {
  const shop = await allowed(page, SHOP);
  const other = await allowed(page, { client: 'cli' });
  assert.deepEqual([await photos(shop.tokens), await photos(other.tokens)], [200, 200]);
  await page.goto(`${ISSUER}/oauth/apps`);
  const revoke = button(page, 'Revoke access of Print Shop');
  isOwnForm(await posted(page, () => revoke.click()), 303);
  await button(page, 'Revoke access of Command line').waitFor();
  assert.equal(await revoke.count(), 0);
  assert.deepEqual([await photos(shop.tokens), await photos(other.tokens)], [401, 200]);
  assert.equal(await refreshed(shop.request, shop.tokens), 400);
});

scenario('a consent that is revoked is asked for again', async (page) => {
  const { client } = await allowed(page, SHOP, ['builder', 'bob']);
  const request = new Request(`${client.origin}/callback`, SHOP);
  await page.goto(request.url);
  await reads(page, 'You are back');
  await page.goto(`${ISSUER}/oauth/apps`);
  await button(page, 'Revoke access of Print Shop').click();
  await reads(page, 'No application has access to your account.');
  await page.goto(request.url);
  await isAsked(page);
  await reads(page, 'You have not used it here before.');
});

scenario('who is not signed in comes to the list by the login', async (page) => {
  await page.goto(`${ISSUER}/oauth/apps`);
  await signIn(page);
  await page.getByRole('heading', { name: 'Connected apps' }).waitFor();
  assert.equal(page.url(), `${ISSUER}/oauth/apps`);
});
