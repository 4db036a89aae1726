// Debian's Chromium, one for each file of scenarios; every scenario has a fresh profile in it.

import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { Site } from './client.mjs';
import { PATIENCE } from './patience.mjs';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: PATH,
    headless: true,
    args: ARGS,
    // As people have it: a page that was left may come back as it was.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    timeout: 30_000,
  });
});

after(async () => {
  await browser?.close();
});

// One scenario: `run` gets a page without JavaScript in a profile of its own.
export function scenario(name, run, options = {}) {
  test(name, { timeout: 60_000 }, async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...options });
    context.setDefaultTimeout(PATIENCE);
    const told = [];
    context.on('console', (message) => told.push(message.text()));
    try {
      await run(await context.newPage());
    } catch (error) {
      console.error(name, ...(await Promise.all(context.pages().map(seen))), ...told);
      throw error;
    } finally {
      await context.close();
      Site.closeAll();
    }
  });
}

// Where a tab ended, for who must find out why.
async function seen(page) {
  const body = page.locator('body').innerText({ timeout: 1_000 });
  return `\n${page.url()}\n${await body.catch(() => 'shows nothing')}\n`;
}
