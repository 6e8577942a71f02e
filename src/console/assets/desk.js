// What is noted at the desk is kept in this browser until the server has it, and sent once.
(() => {
  const place = document.getElementById('outbox');
  const storeKey = 'filrouge outbox';
  const who = place?.dataset.who;

  const kept = () => {
    try {
      const list = JSON.parse(localStorage.getItem(storeKey) ?? '[]');
      return Array.isArray(list) ? list : [];
    } catch {
      return [];
    }
  };
  /** Whether it is kept: a browser may have no room for it, or refuse. */
  const keep = (list) => {
    try {
      if (list.length === 0) localStorage.removeItem(storeKey);
      else localStorage.setItem(storeKey, JSON.stringify(list));
      return true;
    } catch {
      return false;
    }
  };
  const own = () => kept().filter((note) => note.who === who);
  const change = (id, by) => keep(kept().flatMap((note) => (note.id === id ? by(note) : [note])));

  // A random id that also a page on plain http can make.
  const newId = () =>
    [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');

  // Where nobody is signed in at the desk nothing is sent; what somebody else has noted stays theirs.
  if (!place) return;

  const element = (name, text, more = {}) =>
    Object.assign(document.createElement(name), { textContent: text, ...more });

  const show = (state = '') => {
    const { waiting, refused, ended, others, again, drop } = place.dataset;
    const mine = own();
    const isOthers = kept().length > mine.length;
    place.hidden = mine.length === 0 && !isOthers;
    const list = document.createElement('ul');
    for (const note of mine) {
      const line = document.createElement('li');
      line.append(element('strong', note.label));
      if (note.why) {
        line.append(element('span', `${refused} ${note.why}`));
        if (note.form === 'entry' && document.getElementById('entry'))
          line.append(
            element('button', again, { type: 'button', className: 'plain', onclick: () => takeBack(note) }),
          );
        line.append(
          element('button', drop, {
            type: 'button',
            className: 'bare',
            onclick: () => {
              change(note.id, () => []);
              show();
            },
          }),
        );
      }
      list.append(line);
    }
    const parts = [];
    if (mine.some((note) => !note.why)) parts.push(element('p', state === 'ended' ? ended : waiting));
    if (mine.length > 0) parts.push(list);
    if (isOthers) parts.push(element('p', others, { className: 'small' }));
    place.replaceChildren(...parts);
  };

  /** Puts a note that was refused back into its form, to be corrected. */
  const takeBack = (note) => {
    const form = document.getElementById('entry');
    if (!form) return;
    for (const [name, value] of note.fields) {
      const control = form.elements.namedItem(name);
      if (control && ['line', 'text'].includes(name)) control.value = value;
    }
    change(note.id, () => []);
    show();
    form.elements.namedItem('line').focus();
    form.elements.namedItem('line').dispatchEvent(new Event('input', { bubbles: true }));
  };

  // A note that the server has is gone here; one that it refuses waits for whoever noted it.
  const sendOne = async (note) => {
    const response = await fetch(note.action, {
      method: 'POST',
      body: new URLSearchParams(note.fields),
      headers: { Accept: 'application/json', 'Idempotency-Key': note.id },
      redirect: 'manual',
    });
    if (response.type === 'opaqueredirect' || response.status === 401) return 'ended';
    const answer = await response.json().catch(() => ({}));
    if (response.ok && answer.href) {
      change(note.id, () => []);
      taken(note, answer);
      return 'sent';
    }
    const isRefused = response.status >= 400 && response.status < 500 && response.status !== 429;
    if (!isRefused || !answer.why) return 'later';
    change(note.id, (one) => [{ ...one, why: answer.why }]);
    return 'refused';
  };

  const taken = (note, { href, text }) => {
    const said = document.getElementById(note.form === 'entry' ? 'entry-taken' : 'said');
    if (!said) return;
    said.replaceChildren(note.form === 'entry' ? element('a', text, { href }) : text);
  };

  const soonestMs = 2_000;
  const latestMs = 60_000;
  let waitMs = soonestMs;
  let timer;
  let sending;

  const flush = () => {
    sending ??= (async () => {
      clearTimeout(timer);
      let state = '';
      for (const note of own().filter((one) => !one.why)) {
        state = await sendOne(note).catch(() => 'later');
        if (state === 'later' || state === 'ended') break;
        waitMs = soonestMs;
      }
      show(state);
      if (state !== 'later') return;
      timer = setTimeout(flush, waitMs);
      waitMs = Math.min(latestMs, waitMs * 2);
    })().finally(() => {
      sending = undefined;
    });
    return sending;
  };

  /** The form as it is before anything is typed: the next note begins with nothing of this one. */
  const fresh = new Map();
  for (const reading of document.querySelectorAll('#entry-reading'))
    if (reading.querySelector('[name="read"]').value === '') fresh.set(reading.id, reading.outerHTML);

  const clear = (form) => {
    form.reset();
    for (const control of form.querySelectorAll('input[name="line"], textarea')) control.value = '';
    for (const [id, html] of fresh) {
      const reading = form.querySelector(`#${id}`);
      if (!reading) continue;
      reading.outerHTML = html;
      window.htmx.process(form.querySelector(`#${id}`));
    }
  };

  // By the server’s clock, as far as the page knows it: the time of a note is that of Enter. What a page counts
  // by itself stands still while a machine sleeps.
  const loaded = Date.now();
  document.addEventListener('submit', (event) => {
    const form = event.target.closest?.('form[data-outbox]');
    if (!form) return;
    const id = newId();
    const fields = [...new FormData(form)].filter(([name]) => name !== 'clientId');
    const at = Number(form.dataset.clock) + Date.now() - loaded;
    fields.push(['at', new Date(at).toISOString()]);
    const label = form.elements.namedItem('line')?.value ?? form.elements.namedItem('text')?.value ?? '';
    const note = {
      ...{ id, who, fields, form: form.id || 'contact', action: form.getAttribute('action') },
      label: label.trim().slice(0, 120),
    };
    // A browser that cannot keep it sends it by itself.
    if (!keep([...kept(), note])) return;
    event.preventDefault();
    clear(form);
    const first = form.querySelector('#entry-line, textarea');
    first?.focus();
    void (sending ?? Promise.resolve()).then(flush);
  });

  window.addEventListener('online', flush);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void flush();
  });
  window.addEventListener('storage', (event) => {
    if (event.key === storeKey) show();
  });

  // Whoever signs out leaves nothing of a customer in a browser that others use.
  document.addEventListener('submit', (event) => {
    const form = event.target.closest?.('form[action="/sign-out"], form[action="/session/end-all"]');
    if (!form || form.dataset.left || own().length === 0) return;
    event.preventDefault();
    const late = new Promise((resolve) => setTimeout(resolve, 3_000));
    void Promise.race([flush(), late]).then(() => {
      if (own().length > 0 && !window.confirm(place.dataset.leave)) return;
      keep(kept().filter((note) => note.who !== who));
      form.dataset.left = 'true';
      form.submit();
    });
  });

  show();
  void flush();

  // Dictation, where the browser knows how.
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  const button = document.querySelector('[data-dictate]');
  const line = document.getElementById('entry-line');
  if (!Recognition || !button || !line) return;
  button.hidden = false;
  let listening;
  button.addEventListener('click', () => {
    if (listening) {
      listening.stop();
      return;
    }
    const before = line.value.trim();
    listening = new Recognition();
    listening.lang = document.documentElement.lang === 'fr' ? 'fr-FR' : 'en-GB';
    listening.interimResults = true;
    listening.onresult = ({ results }) => {
      const said = [...results].map(([best]) => best.transcript).join(' ');
      line.value = [before, said.trim()].filter(Boolean).join(' ');
      line.dispatchEvent(new Event('input', { bubbles: true }));
    };
    listening.onerror = ({ error }) => {
      if (error === 'not-allowed' || error === 'service-not-allowed')
        document.getElementById('entry-taken').textContent = button.dataset.denied;
    };
    listening.onend = () => {
      listening = undefined;
      button.setAttribute('aria-pressed', 'false');
      line.focus();
    };
    button.setAttribute('aria-pressed', 'true');
    listening.start();
  });
})();
