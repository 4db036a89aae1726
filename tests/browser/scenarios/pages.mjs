// Every page, held to WCAG 2.2 AA, and to what it may weigh.

import assert from 'node:assert/strict';
import { scenario } from '../chromium.mjs';
import {
  axeFindsNothing,
  bearsForcedColours,
  bearsTextSpacing,
  hasClearEdges,
  hasLargeTargets,
  isWellBuilt,
  reflows,
  showsFocus,
} from '../checks.mjs';
import { everyPage } from '../gallery.mjs';

// Bytes of HTML, style and all: a page asks for nothing else.
const HEAVIEST = 15_000;

// Gives the weight of the page that came last.
function scales(page) {
  let last;
  page.on('response', (response) => {
    assert.ok(response.request().isNavigationRequest(), `${response.url()} is asked for`);
    if (response.status() !== 303) last = response;
  });
  return async () => (await last.body()).length;
}

for (const locale of ['en', 'ar']) {
  // Scripts are on for axe alone, and the policy that forbids them is passed over.
  scenario(`axe finds nothing in ${locale}`, (page) =>
    everyPage(page, (name) => axeFindsNothing(page, name)), {
    locale,
    javaScriptEnabled: true,
    bypassCSP: true,
  });

  scenario(`whatever eyes and hands a person has, in ${locale}`, async (page) => {
    const weigh = scales(page);
    const weights = [];
    await everyPage(page, async (name) => {
      const weight = await weigh();
      weights.push(`${name} ${weight}`);
      assert.ok(weight <= HEAVIEST, `${name} weighs ${weight}`);
      await isWellBuilt(page, name, locale);
      await showsFocus(page, name);
      await hasClearEdges(page, name);
      await hasLargeTargets(page, name);
      await reflows(page, name);
      await bearsForcedColours(page, name);
      await bearsTextSpacing(page, name);
      await page.setViewportSize({ width: 1280, height: 720 });
    });
    console.log(`>> bytes of each page in ${locale}: ${weights.join(', ')}`);
  }, { locale });
}
