// What the pages need beyond htmx: forms that live updates must not tear away, the connection's state, small manners.
(() => {
  const live = () => document.getElementById('live');

  /** Whether replacing an element would throw away what somebody is typing in it. */
  const isBusy = (element) =>
    [element, ...element.querySelectorAll('form')].some(
      (form) => form.matches('form[data-editing]') && form.checkVisibility(),
    );

  // A form that was sent may be replaced; one that could not be sent is still being written.
  document.addEventListener('htmx:beforeRequest', (event) => {
    const form = event.target.closest?.('form[data-editing]');
    if (!form || form.querySelector('[data-cancel]') === event.target) return;
    form.removeAttribute('data-editing');
    form.addEventListener('htmx:afterRequest', () => form.setAttribute('data-editing', ''), { once: true });
  });

  // A status that is chosen while another one's question stands open answers that question: the row is drawn anew.
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (!event.target.matches?.('form[action$="/status"]')) return;
    event.target
      .closest('tr')
      ?.querySelector('form[action*="/edit/blocked/"]')
      ?.removeAttribute('data-editing');
  });

  // What something inside has asked for finds its place no more if that is replaced before the answer comes.
  let answered;
  document.addEventListener('htmx:beforeSwap', (event) => {
    answered = event.detail.requestConfig?.elt;
  });
  document.addEventListener('htmx:afterOnLoad', () => {
    answered = undefined;
  });
  const isAsking = (element) =>
    [...element.querySelectorAll('.htmx-request')].some((asking) => asking !== answered);

  // Nor is there a click on what is replaced between the press and the release.
  let pressed = null;
  const isPressed = (element) => pressed !== null && element.contains(pressed);

  // What could not be shown for such a reason is shown afterwards, unless something later has come.
  const held = new Map();
  const hold = ({ id }, fragment) => {
    for (const child of fragment.children) child.setAttribute('hx-swap-oob', 'true');
    const pieces = [...fragment.children].map((child) => `<template>${child.outerHTML}</template>`);
    held.set(id, pieces.join(''));
  };
  const showHeld = () => {
    const html = [...held.values()].join('');
    held.clear();
    if (html !== '') window.htmx.swap(document.body, html, { swapStyle: 'none' });
  };
  document.addEventListener('htmx:afterRequest', () => setTimeout(showHeld));
  document.addEventListener('pointerdown', (event) => {
    pressed = event.target;
  });
  for (const over of ['pointerup', 'pointercancel'])
    document.addEventListener(over, () => {
      // The click comes after the release.
      setTimeout(() => {
        pressed = null;
        showHeld();
      });
    });

  // What is worth saying aloud when it changes, to those who do not see it change.
  const sayingOf = (place) =>
    (place.matches?.('[data-says]') ? place : place.querySelector('[data-says]'))?.textContent
      .replace(/\s+/g, ' ')
      .trim();

  document.addEventListener('htmx:oobBeforeSwap', (event) => {
    const { target, fragment } = event.detail;
    held.delete(target.id);
    const isHeld = isAsking(target) || isPressed(target);
    if ((isHeld || isBusy(target)) && target.tagName !== 'TBODY') {
      event.detail.shouldSwap = false;
      if (isHeld) hold(target, fragment);
      return;
    }
    const saying = sayingOf(fragment);
    if (saying && saying !== sayingOf(target)) document.getElementById('said').textContent = saying;
    // A row may come twice, with the answer to a command and over the stream: the later one counts.
    for (const row of [...fragment.children]) {
      const there = row.id === '' ? null : document.getElementById(row.id);
      if (target.tagName !== 'TBODY' || there === null) continue;
      if (isBusy(there)) row.remove();
      else there.remove();
    }
    // What somebody has opened stays open.
    for (const open of target.querySelectorAll('details[open][id]')) {
      const same = fragment.querySelector(`[id="${open.id}"]`);
      if (same) same.open = true;
    }
  });

  // Whoever has saved or left a form with the keyboard goes on where it stood.
  document.addEventListener('htmx:afterSettle', (event) => {
    const { requestConfig, target } = event.detail;
    if (document.activeElement !== document.body || !requestConfig?.elt.closest('form.edit')) return;
    document.getElementById(target?.id)?.querySelector('a[href], button')?.focus({ preventScroll: true });
  });

  const tell = (text) => {
    const place = document.getElementById('connection');
    if (place) place.textContent = text;
  };
  document.addEventListener('htmx:sseError', () => tell(live()?.dataset.offline ?? ''));
  document.addEventListener('htmx:sseOpen', () => tell(''));

  // An open menu closes when somebody looks elsewhere.
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
    document.activeElement?.closest?.('form[data-editing]')?.querySelector('[data-cancel]')?.click();
  });

  // On a narrow window the sections scroll sideways: the one that is shown is in sight.
  document.querySelector('.nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

  // What a form has put into the address since the page was drawn goes along into the other language.
  document.addEventListener('click', (event) => {
    const chosen = event.target.closest?.('.languages a');
    if (!chosen) return;
    const here = new URL(location.href);
    here.searchParams.set('lang', chosen.lang);
    chosen.href = here.href;
  });

  // The secret in the address of a one-time link stands after the #, so that no server log ever sees it.
  const signIn = document.getElementById('sign-in');
  if (signIn && /^#(?:fr|once)_/.test(location.hash)) {
    signIn.elements.key.value = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    signIn.requestSubmit();
  }

  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-print]')) window.print();
  });
})();
