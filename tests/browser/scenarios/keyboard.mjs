// The whole way without a mouse: from the login to a no, and to a yes.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { Request, SHOP, Site } from '../client.mjs';
import { button, isAsked, reads, signIn } from '../person.mjs';

const nothing = () => document.activeElement === document.body;
const name = () => document.activeElement.value || document.activeElement.textContent;

// The consent page; no key but those of a keyboard were pressed.
async function asked(page) {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`, { ...SHOP, scope: 'read news' });
  await page.goto(request.url);
  await page.waitForFunction(() => document.activeElement.name === 'username');
  await page.keyboard.type('alice');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wonderland');
  await page.keyboard.press('Enter');
  await isAsked(page);
  return { client, request };
}

// Tab until the focus is there; gives what it passed.
async function tabTo(page, wanted) {
  const passed = [];
  for (let now; now !== wanted; ) {
    assert.ok(passed.length < 20, `${passed}`);
    await page.keyboard.press('Tab');
    now = await page.evaluate(name);
    passed.push(now);
  }
  return passed;
}

scenario('nothing is chosen beforehand, and no comes before yes', async (page) => {
  await asked(page);
  assert.ok(await page.evaluate(nothing), 'the focus is at the top');
  const passed = await tabTo(page, 'allow');
  assert.deepEqual(passed, ['Use another account', 'on', 'deny', 'allow']);
});

scenario('a no', async (page) => {
  const { client } = await asked(page);
  await tabTo(page, 'deny');
  await page.keyboard.press('Enter');
  await reads(page, 'You are back');
  assert.equal(client.visits[0].query.error, 'access_denied');
});

scenario('a yes', async (page) => {
  const { client, request } = await asked(page);
  await tabTo(page, 'allow');
  await page.keyboard.press('Space');
  await reads(page, 'You are back');
  request.isAnswered(client.visits[0].query);
  await request.signsIn(client.visits[0].query.code);
});

// Enter right after the page came, before anything has the focus.
scenario('Enter beside the buttons does nothing', async (page) => {
  const { client } = await asked(page);
  await page.keyboard.press('Enter');
  await tabTo(page, 'deny');
  assert.deepEqual(client.visits, []);
  await isAsked(page);
});

scenario('a failure is told before the form, and beside its fields', async (page) => {
  const client = await Site.open();
  await page.goto(new Request(`${client.origin}/callback`, SHOP).url);
  await signIn(page, 'a wrong one');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await page.title(), /^Error: /);
  const first = await page.evaluate(() => document.querySelector('main').firstElementChild.role);
  assert.equal(first, 'alert');
  for (const label of ['Username', 'Password']) {
    const described = await page.getByLabel(label).getAttribute('aria-describedby');
    assert.equal(described, await alert.getAttribute('id'));
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), 'password');
  await page.getByLabel('Username').focus();
  await alert.getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'password');
  await page.keyboard.type('wonderland');
  await page.keyboard.press('Enter');
  await button(page, 'Deny').waitFor();
});
