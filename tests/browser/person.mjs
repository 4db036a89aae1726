// What a person does on the pages: by what they read there, not by how the pages are made.

import assert from 'node:assert/strict';

export async function signIn(page, password = 'wonderland', username = 'alice') {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export function button(page, name) {
  return page.getByRole('button', { name, exact: true });
}

export async function reads(page, text) {
  await page.getByText(text).first().waitFor();
}

// The consent page.
export async function isAsked(page) {
  await button(page, 'Allow').waitFor();
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), / wants to access your .* account$/);
}

// The headers of the next form, as they went over the wire, and the status of its reply.
export async function posted(page, press) {
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await press();
  const request = await sent;
  const headers = await request.allHeaders();
  const [site, origin] = [headers['sec-fetch-site'], headers.origin];
  return { site, origin, status: (await request.response()).status() };
}

// Under `Referrer-Policy: no-referrer` Chromium keeps the origin of a page from its own form, too.
export function isOwnForm({ site, origin, status }, wanted) {
  assert.deepEqual({ site, origin, status }, { site: 'same-origin', origin: 'null', status: wanted });
}
