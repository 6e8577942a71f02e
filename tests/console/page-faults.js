// Runs in a page: everything that can be seen to be wrong with it at the width of the window, a line each.
(() => {
  const faults = [];
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.closest('.visually-hidden, .skip, [aria-hidden="true"], [inert]') === null &&
    // The heads of tables that are shown as cards are there for screen readers alone.
    element.closest('thead')?.offsetWidth !== 1;
  const named = (element) =>
    `${element.tagName.toLowerCase()}${element.id && `#${element.id}`}${[...element.classList].map((name) => `.${name}`).join('')}`;

  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth} wide in a window of ${innerWidth}`);

  // A word of ordinary length stands on one line; what programs write (codes, hashes) may break anywhere.
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const holder = text.parentElement;
    if (holder.closest('pre, code, script, svg, textarea, .mono') || !isSeen(holder)) continue;
    for (const { 0: word, index } of text.data.matchAll(
      /[\p{L}\p{M}\p{N}’'.,]{2,20}(?![\p{L}\p{M}\p{N}])/gu,
    )) {
      if (/[\p{L}\p{M}\p{N}]/u.test(text.data[index - 1] ?? '')) continue;
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const tops = new Set(
        [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)),
      );
      if (tops.size > 1) faults.push(`"${word}" is broken in ${named(holder)}`);
    }
  }

  // Targets: 24 px each way, links within a sentence excepted.
  for (const target of document.querySelectorAll(
    'a[href], button, summary, select, textarea, input:not([type="hidden"])',
  )) {
    const label = target.closest('label');
    if (!isSeen(label ?? target)) continue;
    const isWithinText =
      target.tagName === 'A' &&
      getComputedStyle(target).display === 'inline' &&
      target.parentElement.textContent.trim().length > target.textContent.trim().length;
    const { width, height } = (label ?? target).getBoundingClientRect();
    if (!isWithinText && Math.min(width, height) < 23.5)
      faults.push(
        `${named(target)} "${target.textContent.trim().slice(0, 30)}" is ${Math.round(width)} by ${Math.round(height)}`,
      );
  }
  // What scrolls within itself goes up and down only, but for the sections of a narrow window and what programs write.
  for (const box of document.querySelectorAll('main *, header *'))
    if (
      box.scrollWidth > box.clientWidth + 1 &&
      !box.closest('pre, .nav, svg, textarea, select') &&
      isSeen(box)
    )
      if (/auto|scroll/.test(getComputedStyle(box).overflowX)) faults.push(`${named(box)} scrolls sideways`);

  for (const table of document.querySelectorAll('table'))
    if (isSeen(table) && !table.caption && !table.hasAttribute('aria-labelledby'))
      faults.push(`${named(table)} says to nobody what it is about`);
  return [...new Set(faults)];
})();
