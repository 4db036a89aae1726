// The provider on https: the cookies as Chromium keeps them there, and the way to a client on this
// computer, which has no certificate.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, SHOP, Site } from '../client.mjs';
import { button, isAsked, isOwnForm, posted, reads, signIn } from '../person.mjs';

// Nobody trusts the certificate of a test.
const OPTIONS = { ignoreHTTPSErrors: true };

// The one cookie that is kept.
async function kept(page, kind) {
  const cookies = await page.context().cookies();
  const [cookie, ...more] = cookies;
  assert.deepEqual(more, []);
  const { name, value, domain, path, httpOnly, sameSite, secure, expires } = cookie;
  assert.match(name, new RegExp(`^__Host-oauth2-${kind}-[0-9a-f]{8}$`));
  const wanted = { domain: 'localhost', path: '/', httpOnly: true, sameSite: 'Lax', secure: true };
  assert.deepEqual({ domain, path, httpOnly, sameSite, secure }, wanted);
  assert.ok(expires > 0, 'it ends by itself');
  return value;
}

scenario('each cookie is bound to this host and to https', async (page) => {
  assert.match(ISSUER, /^https:/);
  await page.goto(`${ISSUER}/login`);
  const before = await kept(page, 'login');
  await signIn(page);
  await reads(page, 'You are signed in');
  assert.notEqual(await kept(page, 'session'), before);
  assert.equal(await page.evaluate(() => document.cookie), '');
  await button(page, 'Sign out').click();
  await reads(page, 'You are signed out');
  assert.deepEqual(await page.context().cookies(), []);
}, OPTIONS);

scenario('our own forms are taken, and the code arrives on this computer', async (page) => {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`, SHOP);
  await page.goto(request.url);
  isOwnForm(await posted(page, () => signIn(page)), 303);
  await isAsked(page);
  isOwnForm(await posted(page, () => button(page, 'Allow').click()), 303);
  await reads(page, 'You are back');
  const [{ query }] = client.visits;
  request.isAnswered(query);
  await request.signsIn(query.code);
}, OPTIONS);

scenario('a form takes the code there, too', async (page) => {
  const client = await Site.open();
  const more = { ...SHOP, response_mode: 'form_post' };
  const request = new Request(`${client.origin}/callback`, more);
  await page.goto(request.url);
  await signIn(page);
  await button(page, 'Allow').click();
  await button(page, 'Continue').click();
  await reads(page, 'You are back');
  const [{ method, form }] = client.visits;
  assert.equal(method, 'POST');
  request.isAnswered(form);
  await request.signsIn(form.code);
}, OPTIONS);
