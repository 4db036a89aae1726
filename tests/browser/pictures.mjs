// Pictures of a page, for people: `target/screenshots`.

import { mkdir } from 'node:fs/promises';

export const FOLDER = process.env.SCREENSHOTS;

// In both colour schemes, at each of these widths.
export async function pictured(page, name, widths) {
  await mkdir(FOLDER, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 720 });
      const path = `${FOLDER}/${name}-${width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
    }
  }
}
