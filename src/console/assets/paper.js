// A plan and an incident are printed as the form that PDF and Word hold. It is asked for when it is printed: an open
// page has changed since it was drawn. Where that fails, the page itself is printed.
addEventListener('beforeprint', () => {
  const paper = document.querySelector('[data-paper]');
  if (!paper) return;
  document.documentElement.classList.remove('on-paper');
  const request = new XMLHttpRequest();
  // Whoever prints waits for nothing: only what stands here when this returns is printed.
  request.open('GET', paper.dataset.paper, false);
  try {
    request.send();
  } catch {
    return;
  }
  if (request.status !== 200) return;
  paper.innerHTML = request.responseText;
  document.documentElement.classList.add('on-paper');
});
