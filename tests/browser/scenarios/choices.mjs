// What a person chooses on the consent page, and the answer that a form carries.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { Request, SHOP, Site } from '../client.mjs';
import { button, isAsked, isOwnForm, posted, reads, signIn } from '../person.mjs';

const ALL = { scope: 'read write places news' };

async function asked(page, more) {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`, { ...SHOP, ...more });
  await page.goto(request.url);
  await signIn(page);
  await isAsked(page);
  return { client, request };
}

async function granted({ client, request }) {
  const { code } = client.visits[0].query;
  const { scope } = await request.redeem(code);
  return scope.split(' ').sort();
}

scenario('nothing is ticked beforehand, and what is not ticked is not granted', async (page) => {
  const asking = await asked(page, ALL);
  const boxes = page.getByRole('checkbox');
  assert.equal(await boxes.count(), 2);
  for (const box of await boxes.all()) assert.equal(await box.isChecked(), false);
  await page.getByLabel('See where your photos were taken').check();
  await button(page, 'Allow').click();
  await reads(page, 'You are back');
  assert.deepEqual(await granted(asking), ['places', 'read', 'write']);
});

// Enter in a box presses the first button of a form; it is the no.
scenario('Enter in a box grants nothing', async (page) => {
  const { client } = await asked(page, ALL);
  await page.getByLabel('Tell you about new features').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await reads(page, 'You are back');
  const [{ query }] = client.visits;
  assert.deepEqual([query.error, query.code], ['access_denied', undefined]);
});

scenario('a form carries the answer to another origin at the press of its button', async (page) => {
  const { client, request } = await asked(page, { response_mode: 'form_post' });
  isOwnForm(await posted(page, () => button(page, 'Allow').click()), 200);
  await reads(page, 'Your answer is ready');
  await reads(page, `It goes to 127.0.0.1:${client.port}.`);
  assert.deepEqual(client.visits, [], 'nothing goes by itself');
  await button(page, 'Continue').click();
  await reads(page, 'You are back');
  const [{ method, query, form }] = client.visits;
  assert.deepEqual({ method, query }, { method: 'POST', query: {} });
  request.isAnswered(form);
  await request.signsIn(form.code);
});

scenario('a no goes by a form, too', async (page) => {
  const { client, request } = await asked(page, { response_mode: 'form_post' });
  await button(page, 'Deny').click();
  await button(page, 'Continue').click();
  await reads(page, 'You are back');
  const { error, state, code } = client.visits[0].form;
  const wanted = { error: 'access_denied', state: request.state, code: undefined };
  assert.deepEqual({ error, state, code }, wanted);
});
