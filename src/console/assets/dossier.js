// A file may be dropped on its form; one that is too large is said to be before it is sent.
(() => {
  const formOf = (event) => event.target.closest?.('form[data-drop]');

  const look = (input) => {
    const [file] = input.files;
    const isTooLarge = file !== undefined && file.size > Number(input.dataset.max);
    input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : '');
    if (isTooLarge) input.reportValidity();
  };

  document.addEventListener('change', (event) => {
    if (event.target.matches?.('form[data-drop] input[type="file"]')) look(event.target);
  });

  document.addEventListener('dragover', (event) => {
    const form = formOf(event);
    if (!form) return;
    event.preventDefault();
    form.classList.add('is-over');
  });
  document.addEventListener('dragleave', (event) => {
    formOf(event)?.classList.remove('is-over');
  });
  document.addEventListener('drop', (event) => {
    const form = formOf(event);
    if (!form || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    form.classList.remove('is-over');
    const input = form.querySelector('input[type="file"]');
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    look(input);
  });
})();
