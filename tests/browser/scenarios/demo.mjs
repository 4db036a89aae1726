// The quickstart's demo page: an application of somebody else's, from its first page to its last.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { axeFindsNothing, hasLargeTargets, reflows, showsFocus } from '../checks.mjs';
import { ISSUER } from '../client.mjs';
import { button, isAsked, reads, signIn } from '../person.mjs';
import { pictured } from '../pictures.mjs';

async function begun(page) {
  await page.goto(`${ISSUER}/demo`);
  await page.getByRole('link', { name: 'Sign in with Photos' }).click();
  await reads(page, 'to continue to Demo page');
  await signIn(page);
  await isAsked(page);
}

// Calls `look` on each of its pages.
async function roundTrip(page, look) {
  await page.goto(`${ISSUER}/demo`);
  await look('demo');
  await begun(page);
  await button(page, 'Deny').click();
  await reads(page, 'No access');
  await look('demo-denied');
  await page.getByRole('link', { name: 'Try again' }).click();
  await isAsked(page);
  await button(page, 'Allow').click();
  await reads(page, 'The code was redeemed');
  await look('demo-signed-in');
}

scenario('a no, and then a yes that shows the photo', async (page) => {
  await roundTrip(page, async (name) => {
    await showsFocus(page, name);
    await hasLargeTargets(page, name);
    await reflows(page, name);
    await pictured(page, name, [360, 768, 1280]);
  });
  await reads(page, 'a photo');
  assert.match(await page.locator('main').innerText(), /read, write/);
});

scenario('axe finds nothing', (page) => roundTrip(page, (name) => axeFindsNothing(page, name)), {
  javaScriptEnabled: true,
  bypassCSP: true,
});

scenario('an answer that this browser did not ask for is not taken', async (page) => {
  await page.goto(`${ISSUER}/demo/callback?code=oac_x&state=another`);
  await reads(page, 'this browser did not begin a sign-in here');
  await begun(page);
  await page.goto(`${ISSUER}/demo/callback?code=oac_x&state=another`);
  await reads(page, "not to this browser's question");
});
