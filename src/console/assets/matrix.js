// Moves cards of the effort × impact matrix: by dragging, and with the arrow keys. The server keeps and redraws them.
(() => {
  const place = (card, quadrant) => {
    const matrix = card.closest('[data-matrix]');
    if (!matrix || card.closest('.quadrant') === quadrant) return;
    const said = matrix.parentElement.querySelector('[data-matrix-status]');
    if (said) said.textContent = `${card.dataset.title} : ${quadrant.dataset.name}`;
    quadrant.querySelector('ul').append(card.closest('li'));
    card.focus();
    htmx.ajax('POST', `${matrix.dataset.address}/${encodeURIComponent(card.dataset.card)}`, {
      source: card,
      swap: 'none',
      values: { effort: quadrant.dataset.effort, impact: quadrant.dataset.impact },
    });
  };

  const cardOf = (event) => event.target.closest?.('[data-card]');
  const quadrantOf = (event) => event.target.closest?.('[data-matrix] .quadrant');

  document.addEventListener('dragstart', (event) => {
    const card = cardOf(event);
    if (!card) return;
    event.dataTransfer.setData('text/plain', card.id);
    event.dataTransfer.effectAllowed = 'move';
    card.classList.add('moving');
  });
  document.addEventListener('dragend', (event) => {
    cardOf(event)?.classList.remove('moving');
    for (const quadrant of document.querySelectorAll('.quadrant.over')) quadrant.classList.remove('over');
  });
  document.addEventListener('dragover', (event) => {
    const quadrant = quadrantOf(event);
    if (!quadrant) return;
    event.preventDefault();
    for (const other of quadrant.parentElement.querySelectorAll('.quadrant'))
      other.classList.toggle('over', other === quadrant);
  });
  document.addEventListener('drop', (event) => {
    const quadrant = quadrantOf(event);
    const card = document.getElementById(event.dataTransfer.getData('text/plain'));
    if (!quadrant || !card?.dataset.card) return;
    event.preventDefault();
    place(card, quadrant);
  });

  const towards = {
    ArrowLeft: { effort: 'low' },
    ArrowRight: { effort: 'high' },
    ArrowUp: { impact: 'high' },
    ArrowDown: { impact: 'low' },
  };
  document.addEventListener('keydown', (event) => {
    const card = cardOf(event);
    const change = towards[event.key];
    if (!card || !change) return;
    event.preventDefault();
    const { effort, impact } = { ...card.closest('.quadrant').dataset, ...change };
    const target = card
      .closest('[data-matrix]')
      .querySelector(`.quadrant[data-effort="${effort}"][data-impact="${impact}"]`);
    if (target) place(card, target);
  });
})();
