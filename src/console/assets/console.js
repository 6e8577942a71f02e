// What the pages need beyond htmx: forms that live updates must not tear away, the connection's state, small manners.
(() => {
  const live = () => document.getElementById('live');

  /** Whether replacing an element would throw away what somebody is typing in it. */
  const isBusy = (element) =>
    element.querySelector('form[data-editing]') !== null ||
    (element.contains(document.activeElement) && document.activeElement.matches('input, textarea, select'));

  document.addEventListener('htmx:oobBeforeSwap', (event) => {
    if (isBusy(event.detail.target)) event.detail.shouldSwap = false;
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

  // The key in the address printed at first start stands after the #, so that no server log ever sees it.
  const signIn = document.getElementById('sign-in');
  if (signIn && location.hash.startsWith('#fr_')) {
    signIn.elements.key.value = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    signIn.requestSubmit();
  }

  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-print]')) window.print();
  });
})();
