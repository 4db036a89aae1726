// A client whose name, identifier and parameters are markup. Scripts are on here: the pages forbid
// them, whatever stands in them.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import { ISSUER, Request, Site } from '../client.mjs';
import { button, isAsked, reads, signIn } from '../person.mjs';

const ID = `"><script>document.title='id'</script>`;
const NAME = `</strong></main><script>document.title='name'</script><h1 id="forged">Bank</h1>`;
const STATE = `"><script>document.title='state'</script> ü 😀 %41 + & = # '\\`;

// Elements that no page of ours has.
const FORGED = 'script, img, iframe, #forged, form ~ form';

async function isOurs(page, title) {
  assert.equal(await page.locator(FORGED).count(), 0);
  assert.equal(await page.title(), `${title} · ${new URL(ISSUER).host}`);
}

scenario('its name and identifier are text, its state comes back as it was', async (page) => {
  const client = await Site.open();
  const request = new Request(`${client.origin}/callback`, { client: ID, state: STATE });
  request.state = STATE;
  await page.goto(request.url);
  await isOurs(page, 'Sign in');
  await signIn(page);
  await isAsked(page);
  await isOurs(page, `Allow ${NAME}?`);
  const heading = page.getByRole('heading', { level: 1 });
  const host = new URL(ISSUER).host;
  assert.equal(await heading.innerText(), `${NAME} wants to access your ${host} account`);
  assert.equal(await page.locator('code').innerText(), ID);
  await button(page, 'Allow').click();
  await reads(page, 'You are back');
  request.isAnswered(client.visits[0].query);
  await request.signsIn(client.visits[0].query.code);
}, { javaScriptEnabled: true });

scenario('a name that is typed stays text', async (page) => {
  await page.goto(`${ISSUER}/login`);
  await signIn(page, 'a wrong one', STATE);
  await reads(page, 'The username or the password is wrong.');
  await isOurs(page, 'Error: Sign in');
  assert.equal(await page.getByLabel('Username').inputValue(), STATE);
}, { javaScriptEnabled: true });

scenario('a hostile scope or redirect URI is not shown as markup', async (page) => {
  const client = await Site.open();
  const scope = `"><script>document.title='scope'</script>`;
  await page.goto(new Request(`${client.origin}/callback`, { scope }).url);
  await reads(page, 'You are back');
  const { error, code } = client.visits[0].query;
  assert.deepEqual({ error, code }, { error: 'invalid_scope', code: undefined });
  await page.goto(new Request(`${client.origin}/${ID}`).url);
  await reads(page, 'This request cannot go on');
  await isOurs(page, 'Error: This request cannot go on');
}, { javaScriptEnabled: true });
