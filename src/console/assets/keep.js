// What is typed into a long form outlives the end of a session: it stays in this tab until it was taken.
(() => {
  const keyOf = (name) => `filrouge ${name}`;
  for (const done of document.querySelectorAll('[data-forget]'))
    sessionStorage.removeItem(keyOf(done.dataset.forget));

  const form = document.querySelector('form[data-keep]');
  if (!form) return;
  const key = keyOf(form.dataset.keep);
  // What was seen when the form was drawn is the form's own.
  const typed = () => [...new FormData(form)].filter(([name]) => !name.startsWith('seen.'));
  const write = (name, value) => {
    const control = form.elements.namedItem(name);
    if (control === null) return;
    if (control instanceof RadioNodeList || control.type !== 'radio') control.value = value;
    else control.checked = control.value === value;
  };

  // An answer brings back itself what was sent.
  const before = JSON.stringify(typed());
  const kept = form.hasAttribute('data-answered') ? null : sessionStorage.getItem(key);
  if (kept !== null && kept !== before) {
    for (const [name, value] of JSON.parse(kept)) write(name, value);
    for (const details of form.querySelectorAll('details.review-action'))
      details.open = [...details.querySelectorAll('input')].some((input) =>
        input.type === 'radio' ? input.checked && input.value !== 'keep' : input.value !== '',
      );
    if (JSON.stringify(typed()) !== before) document.getElementById('kept').hidden = false;
  }
  form.addEventListener('input', () => sessionStorage.setItem(key, JSON.stringify(typed())));
})();
