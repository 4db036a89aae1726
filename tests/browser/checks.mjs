// What each page is held to, wherever a person stands: WCAG 2.2 AA and a little more.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SCHEMES = ['light', 'dark'];

// WCAG 2.2 from A to AA, and what axe thinks good beside it.
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Needs scripts, which the pages forbid: for a context that passes over their policy.
export async function axeFindsNothing(page, name) {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(AXE);
    const found = await page.evaluate(async (values) => {
      const told = await axe.run(document, { runOnly: { type: 'tag', values } });
      const short = ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`;
      const { passes, violations, incomplete } = told;
      return { passed: passes.length, faults: [...violations, ...incomplete].map(short) };
    }, TAGS);
    assert.deepEqual(found.faults, [], `${name}, ${colorScheme}`);
    assert.ok(found.passed > 15, `${name}: axe looked at ${found.passed} rules`);
  }
}

// One heading of the first order, landmarks round everything, a language and a title.
export async function isWellBuilt(page, name, language) {
  const built = await page.evaluate(() => {
    const count = (selector) => document.querySelectorAll(selector).length;
    const { lang, dir } = document.documentElement;
    const outside = [...document.body.children].map(({ localName }) => localName);
    const levels = [...document.querySelectorAll('h1, h2, h3')].map(({ localName }) => localName);
    return { lang, dir, outside, levels, mains: count('main'), title: document.title };
  });
  const { levels, outside, title, ...rest } = built;
  const dir = language === 'ar' ? 'rtl' : 'ltr';
  assert.deepEqual(rest, { lang: language, dir, mains: 1 }, name);
  assert.deepEqual(levels, levels.map((_, at) => (at ? 'h2' : 'h1')), `${name}: ${levels}`);
  assert.ok(levels.length, `${name} has a heading`);
  for (const one of outside) assert.ok(['header', 'main', 'footer'].includes(one), one);
  assert.match(title, /.+ · .+/, name);
}

// What stands over an edge of the window, is cut off, or is laid over by its neighbour.
function lost() {
  const { clientWidth, scrollWidth } = document.documentElement;
  const told = scrollWidth > clientWidth ? [`scrolls to ${scrollWidth} of ${clientWidth}`] : [];
  const shown = [...document.body.querySelectorAll('*')].filter((one) => one.getClientRects().length);
  for (const one of shown) {
    const { left, right } = one.getBoundingClientRect();
    if (left < -0.5 || right > clientWidth + 0.5) told.push(`${one.outerHTML} leaves the window`);
    const inline = getComputedStyle(one).display === 'inline';
    if (!inline && one.scrollWidth > one.clientWidth + 1) told.push(`${one.outerHTML} is cut`);
  }
  const controls = shown.filter((one) => one.matches('a, button, input'));
  for (const [at, one] of controls.entries()) {
    const a = one.getBoundingClientRect();
    for (const other of controls.slice(at + 1)) {
      const b = other.getBoundingClientRect();
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      if (!apart) told.push(`${one.outerHTML} lies over ${other.outerHTML}`);
    }
  }
  return told;
}

// 1.4.10: a small telephone, and a desk of 1280 by 1024 at 400 %.
export async function reflows(page, name) {
  for (const [width, height] of [[320, 568], [320, 256]]) {
    await page.setViewportSize({ width, height });
    assert.deepEqual(await page.evaluate(lost), [], `${name} at ${width} by ${height}`);
  }
}

// 1.4.12, set on each element: the pages' policy takes no sheet of another's.
export async function bearsTextSpacing(page, name) {
  await page.evaluate(() => {
    const spacing = { 'line-height': '1.5', 'letter-spacing': '0.12em', 'word-spacing': '0.16em' };
    for (const one of document.body.querySelectorAll('*')) {
      const set = (name, value) => one.style.setProperty(name, value, 'important');
      for (const [name, value] of Object.entries(spacing)) set(name, value);
      if (one.matches('p')) set('margin-bottom', '2em');
    }
  });
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 720 });
    assert.deepEqual(await page.evaluate(lost), [], `${name} spaced at ${width}`);
  }
  await page.evaluate(() => {
    for (const one of document.body.querySelectorAll('*')) one.removeAttribute('style');
  });
}

// 2.5.8: buttons and fields of 44 pixels, links of 24 unless they stand in a sentence.
export async function hasLargeTargets(page, name) {
  const small = await page.evaluate(() => {
    const told = [];
    for (const one of document.querySelectorAll('button, a, input:not([type=hidden])')) {
      const { width, height } = (one.labels?.length && one.matches('[type=checkbox]')
        ? one.labels[0]
        : one
      ).getBoundingClientRect();
      const least = one.matches('a:not(.act)') ? 24 : 44;
      const inSentence = one.matches('p:not(.foot, .account, .bad) a');
      if (!inSentence && (height < least || width < least)) {
        told.push(`${one.outerHTML}: ${width} by ${height}`);
      }
    }
    return told;
  });
  assert.deepEqual(small, [], name);
}

// Edges of buttons and fields that are fainter than 3 to 1 on the ground that they stand on.
function faint() {
  const channels = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map((one) => one / 255);
  const linear = (one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map(linear);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = luminance(getComputedStyle(document.querySelector('main')).backgroundColor);
  const told = [];
  for (const one of document.querySelectorAll('button, .row a, input:not([type=hidden])')) {
    const edge = luminance(getComputedStyle(one).borderTopColor);
    const ratio = (Math.max(edge, ground) + 0.05) / (Math.min(edge, ground) + 0.05);
    if (ratio < 3) told.push(`${one.outerHTML}: ${ratio}`);
  }
  return told;
}

// 1.4.11.
export async function hasClearEdges(page, name) {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await page.evaluate(faint), [], `${name}, ${colorScheme}`);
  }
}

// What is focused: who it is, whether it shows, and how it is marked.
function focused() {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
  const { left, top, width, height } = one.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  const name = one.value && one.localName === 'button' ? one.value : one.name || one.textContent;
  const seen = one.contains(there) || there?.contains(one);
  return { name, outlineStyle, outlineWidth: parseFloat(outlineWidth), outlineColor, seen };
}

// Tab, from the top or from where the page put the focus; gives what was passed, in order.
export async function showsFocus(page, name) {
  const passed = [];
  const first = await page.evaluate(focused);
  if (first) passed.push(first.name);
  for (;;) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(focused);
    if (!now || now.name === passed[0]) return passed;
    assert.ok(now.seen, `${name}: ${now.name} is hidden while it is focused`);
    assert.equal(now.outlineStyle, 'solid', `${name}: ${now.name}`);
    assert.ok(now.outlineWidth >= 2, `${name}: ${now.name}`);
    passed.push(now.name);
    assert.ok(passed.length < 50, `${name}: ${passed}`);
  }
}

// A palette of the person's own: what was told by colour and shade must be told by lines.
export async function bearsForcedColours(page, name) {
  await page.emulateMedia({ forcedColors: 'active' });
  const bare = await page.evaluate(() => {
    const controls = [...document.querySelectorAll('button, input:not([type=hidden]), .row a')];
    const bordered = (one) => {
      const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } =
        getComputedStyle(one);
      const line = borderTopStyle !== 'none' && parseFloat(borderTopWidth) >= 1;
      return one.type === 'checkbox' || (line && borderTopColor !== backgroundColor);
    };
    const legible = (one) => {
      const { color, backgroundColor } = getComputedStyle(one);
      return color !== backgroundColor;
    };
    const texts = [...document.body.querySelectorAll('*')].filter((one) => one.childElementCount === 0);
    const told = controls.filter((one) => !bordered(one)).concat(texts.filter((one) => !legible(one)));
    return told.map((one) => one.outerHTML);
  });
  assert.deepEqual(bare, [], name);
  await page.emulateMedia({ forcedColors: 'none' });
}
