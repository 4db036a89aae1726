// What Chromium says about who posts a form: our own are taken, those of another origin are not.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, Site, html } from '../client.mjs';
import { button, isAsked, isOwnForm, posted, reads, signIn } from '../person.mjs';

scenario('our own forms are taken: login, consent, logout', async (page) => {
  const client = await Site.open();
  await page.goto(new Request(`${client.origin}/callback`).url);
  isOwnForm(await posted(page, () => signIn(page)), 303);
  await isAsked(page);
  isOwnForm(await posted(page, () => button(page, 'Allow').click()), 303);
  await reads(page, 'You are back');
  await page.goto(`${ISSUER}/login`);
  isOwnForm(await posted(page, () => button(page, 'Sign out').click()), 200);
  await reads(page, 'You are signed out');
});

// The worst case: the other page has learned the ticket of this very browser.
function forged(ticket) {
  const action = `${ISSUER}/oauth/authorize/decision`;
  return `<form method="post" action="${action}">
    <input type="hidden" name="transaction_id" value="${ticket}">
    <button name="decision" value="allow">Win</button></form>`;
}

async function isRefused(page, origin, site) {
  const client = await Site.open();
  await page.goto(new Request(`${client.origin}/callback`).url);
  await signIn(page);
  await isAsked(page);
  const ticket = await page.locator('[name=transaction_id]').inputValue();
  const trap = await Site.open((response) => html(response, forged(ticket)));
  await page.goto(trap[origin]);
  const told = await posted(page, () => button(page, 'Win').click());
  assert.deepEqual(told, { site, origin: trap[origin], status: 403 });
  await reads(page, 'this form was posted by a page of another site');
  assert.equal(client.visits.length, 0);
}

// To a browser another port is the same site: it sends the person's cookie along.
scenario('a form from another port is refused', (page) => isRefused(page, 'origin', 'same-site'));

scenario('a form from another site is refused', (page) =>
  isRefused(page, 'elsewhere', 'cross-site'));
