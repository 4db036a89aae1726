// Pictures of every page at the widths of telephone, tablet and desk.

import { scenario } from '../chromium.mjs';
import { everyPage } from '../gallery.mjs';
import { FOLDER, pictured } from '../pictures.mjs';

scenario('in English', async (page) => {
  await everyPage(page, (name) => pictured(page, name, [360, 768, 1280]));
  console.log(`>> pictures of the pages: ${FOLDER}`);
});

scenario('in Arabic', async (page) => {
  await everyPage(page, (name) => pictured(page, `ar-${name}`, [360]));
}, { locale: 'ar' });
