// A page of ours in a frame of another origin, which could lay its own buttons over ours.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, Site, html } from '../client.mjs';
import { isAsked, signIn } from '../person.mjs';

async function staysEmpty(page, origin) {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`);
  await page.goto(request.url);
  await signIn(page);
  await isAsked(page);
  const failed = new Map();
  page.on('requestfailed', (asked) => failed.set(asked.url(), asked.failure().errorText));
  const framed = [request.url, `${ISSUER}/login`, `${client.origin}/anything`];
  const frames = framed.map((url) => `<iframe src="${url.replaceAll('&', '&amp;')}"></iframe>`);
  const trap = await Site.open((response) => html(response, frames.join('')));
  await page.goto(trap[origin]);
  // A page that may be framed is there, so that the others are empty for another reason.
  const shown = page.frameLocator('iframe >> nth=2');
  assert.equal(await shown.locator('h1').innerText(), 'You are back');
  assert.equal(page.frames().length, 4);
  assert.equal(failed.size, 2, JSON.stringify([...failed]));
  for (const [url, reason] of failed) {
    assert.ok(url.startsWith(ISSUER), url);
    assert.equal(reason, 'net::ERR_BLOCKED_BY_RESPONSE');
  }
}

// To a browser another port is the same site: there the person is signed in inside the frame too.
scenario('on another port', (page) => staysEmpty(page, 'origin'));

scenario('on another site', (page) => staysEmpty(page, 'elsewhere'));
