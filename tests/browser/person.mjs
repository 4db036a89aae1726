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
