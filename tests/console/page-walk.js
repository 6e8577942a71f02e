// Runs in a page before somebody goes through it with the Tab key: answers how many stops there should be, and afterwards
// (`pageWalk.faults()`) what was wrong with the way, a line each.
(() => {
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });
  const named = (element) =>
    `${element.tagName.toLowerCase()}${element.id && `#${element.id}`} "${element.textContent.trim().slice(0, 30)}"`;
  const focusable =
    'a[href], button:not(:disabled), summary, select, textarea, input:not([type="hidden"], :disabled), [tabindex="0"]';
  // Of radio buttons of one name the chosen one is a stop, or the first where none is.
  const isStop = (element) => {
    const { type, name, checked, form } = element;
    if (type !== 'radio' || checked) return true;
    const group = form.querySelectorAll(`input[type="radio"][name="${name}"]`);
    return group[0] === element && ![...group].some((one) => one.checked);
  };
  const stops = [...document.querySelectorAll(focusable)].filter(
    (element) => isSeen(element) && isStop(element),
  );
  const walked = [];
  const note = ({ target }) => walked.push(target);
  document.activeElement?.blur?.();
  getSelection()?.removeAllRanges();
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  document.addEventListener('focusin', note);

  /** What shows the focus: the element itself, or what stands for it where it is hidden. */
  const hasRing = (element) =>
    [element, element.nextElementSibling].some((one) => {
      if (one === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    });
  /** Whether something that stays in the window, such as the head, lies over it. */
  const isCovered = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const over = document.elementFromPoint(left + width / 2, top + height / 2);
    return over !== null && over.closest('.top') !== null && element.closest('.top') === null;
  };

  window.pageWalk = {
    faults: () => {
      document.removeEventListener('focusin', note);
      const faults = stops
        .filter((stop) => !walked.includes(stop))
        .map((stop) => `${named(stop)} is not reached`);
      const order = walked.filter((one) => stops.includes(one)).map((one) => stops.indexOf(one));
      if (order.some((place, step) => step > 0 && place < order[step - 1]))
        faults.push(`the way goes ${order.join(' ')}`);
      if (walked[0]?.className !== 'skip') faults.push('the way does not begin with the link past the head');
      for (const stop of stops) {
        if (stop.tabIndex > 0) faults.push(`${named(stop)} pushes itself to the front`);
        stop.focus();
        if (document.activeElement !== stop) faults.push(`${named(stop)} does not keep the focus`);
        else if (!hasRing(stop)) faults.push(`${named(stop)} does not show that it has the focus`);
        else if (isCovered(stop)) faults.push(`${named(stop)} is covered when it has the focus`);
      }
      document.activeElement?.blur();
      scrollTo(0, 0);
      return faults;
    },
  };
  // Day, month, year and calendar of a date are four stops.
  return stops.length + 3 * stops.filter(({ type }) => type === 'date').length;
})();
